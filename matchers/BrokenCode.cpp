#include "matchers/BrokenCode.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

#include <algorithm>
#include <limits>

using namespace clang;

namespace premap {
namespace {

/// Looks for the first thing in a declaration that is not what it seems.
class BrokenPartFinder : public RecursiveASTVisitor<BrokenPartFinder> {
public:
  std::string Found; ///< what is wrong; "" if nothing is

  bool VisitDecl(Decl *D) {
    if (D->isInvalidDecl())
      note("the declaration of ", *D);
    return Found.empty();
  }

  bool VisitExpr(Expr *E) {
    if (E->containsErrors())
      Found = "an expression that could not be understood";
    else
      checkType(E->getType());
    return Found.empty();
  }

  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (E->getDecl()->isInvalidDecl())
      note("the declaration of ", *E->getDecl());
    return Found.empty();
  }

  bool VisitMemberExpr(MemberExpr *E) {
    if (E->getMemberDecl()->isInvalidDecl())
      note("the declaration of ", *E->getMemberDecl());
    return Found.empty();
  }

  bool VisitDeclaratorDecl(DeclaratorDecl *D) {
    checkType(D->getType());
    return Found.empty();
  }

private:
  void note(const char *What, const Decl &D) {
    const auto *Named = dyn_cast<NamedDecl>(&D);
    Found = What + (Named && Named->getIdentifier() ? Named->getName().str()
                                                    : "something");
  }

  /// Clang takes int for a type that it cannot find.
  void checkType(QualType Type) {
    while (!Type.isNull()) {
      const auto *Alias = Type->getAs<TypedefType>();
      if (!Alias) {
        Type = Type->getPointeeType();
        continue;
      }
      if (Alias->getDecl()->isInvalidDecl()) {
        note("the type ", *Alias->getDecl());
        return;
      }
      Type = Alias->desugar();
    }
  }
};

} // namespace

std::vector<BrokenPlace> readPlaces(const ASTContext &Context,
                                    const SourceSpans &Spans) {
  const SourceManager &Sources = Context.getSourceManager();
  std::vector<BrokenPlace> Places;
  bool IsCut = false; ///< the last one ends where its initializer began
  for (Decl *D : Context.getTranslationUnitDecl()->decls()) {
    if (!isInUnitBody(D->getLocation(), Sources))
      continue;
    BrokenPlace Place;
    Place.Path = Spans.path(D->getLocation());
    if (const auto *Named = dyn_cast<NamedDecl>(D);
        Named && Named->getIdentifier())
      Place.Name = Named->getName().str();
    Place.FirstLine = Sources.getExpansionLineNumber(D->getBeginLoc());
    Place.LastLine = Sources.getLineNumber(
        Sources.getFileID(Sources.getExpansionLoc(D->getEndLoc())),
        Sources.getFileOffset(
            Sources.getExpansionRange(D->getEndLoc()).getEnd()));
    if (IsCut && Places.back().Path == Place.Path)
      Places.back().LastLine =
          std::max(Places.back().LastLine, Place.FirstLine - 1);
    // Clang drops an initializer that it cannot use, and the variable stays.
    const auto *Variable = dyn_cast<VarDecl>(D);
    IsCut = Variable && !Variable->hasInit();
    BrokenPartFinder Finder;
    Finder.TraverseDecl(D);
    if (!Finder.Found.empty())
      Place.Error = Place.Path + ":" + std::to_string(Place.FirstLine) + ": " +
                    Finder.Found + " did not parse";
    Places.push_back(std::move(Place));
  }
  if (IsCut)
    Places.back().LastLine = std::numeric_limits<unsigned>::max();
  return Places;
}

std::vector<BrokenPlace>
brokenPlaces(std::vector<BrokenPlace> Places,
             const std::vector<Diagnostic> &Diagnostics,
             const std::string &TreeRoot) {
  std::vector<bool> IsReported(Places.size());
  for (const Diagnostic &D : Diagnostics) {
    if (!D.IsError)
      continue;
    std::string Path = treeRelative(D.Path, TreeRoot);
    for (size_t I = 0; I != Places.size(); ++I) {
      BrokenPlace &Place = Places[I];
      if (IsReported[I] || Place.Path != Path || D.Line < Place.FirstLine ||
          Place.LastLine < D.Line)
        continue;
      // What Clang says tells more than what its tree lacks.
      Place.Error = Path + ":" + std::to_string(D.Line) + ": " + D.Message;
      IsReported[I] = true;
    }
  }
  std::erase_if(Places,
                [](const BrokenPlace &Place) { return Place.Error.empty(); });
  return Places;
}

} // namespace premap
