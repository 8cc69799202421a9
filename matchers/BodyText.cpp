#include "matchers/BodyText.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

/// The places where the AST has a name: of a reference, a member, a variable.
class NameCollector : public DynamicRecursiveASTVisitor {
public:
  explicit NameCollector(const BodyContext &Body) : Body(Body) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) override {
    bool IsParameter =
        Ref->getDecl() == Body.Vma || Ref->getDecl() == Body.File;
    add(Ref->getLocation(), IsParameter);
    return true;
  }
  bool VisitMemberExpr(MemberExpr *Member) override {
    add(Member->getMemberLoc(), false);
    return true;
  }
  bool VisitOffsetOfExpr(OffsetOfExpr *Offset) override {
    for (unsigned I = 0; I < Offset->getNumComponents(); ++I)
      add(Offset->getComponent(I).getEndLoc(), false);
    return true;
  }
  bool VisitNamedDecl(NamedDecl *D) override {
    add(D->getLocation(), false);
    return true;
  }

  std::set<unsigned> Parameters, Others; ///< file offsets

private:
  void add(SourceLocation Loc, bool IsParameter) {
    if (Loc.isValid() && Body.isTyped(Loc))
      (IsParameter ? Parameters : Others)
          .insert(Body.SM.getFileOffset(Body.SM.getFileLoc(Loc)));
  }

  const BodyContext &Body;
};

} // namespace

/// Whether the name after \p Before is not a variable's.
static bool startsOtherName(const Token &Before) {
  if (Before.isOneOf(tok::arrow, tok::period))
    return true;
  if (Before.isNot(tok::raw_identifier))
    return false;
  StringRef Word = Before.getRawIdentifier();
  return Word == "struct" || Word == "union" || Word == "enum" ||
         Word == "goto";
}

/// Whether \p Out covers the parameter at \p Where.
static bool isCovered(const std::vector<Draft> &Out, const Span &Where) {
  return llvm::any_of(Out, [&](const Draft &D) {
    bool IsUse = D.E.Access || D.E.Kind == EventKind::Escape || D.E.InMacro;
    return IsUse && (D.E.Access.contains(Where) || D.E.Where.contains(Where));
  });
}

void readUncovered(const BodyContext &Body, std::vector<Draft> &Out) {
  NameCollector Names(Body);
  Names.TraverseStmt(Body.Function.getBody());

  SourceRange Block = Body.Function.getBody()->getSourceRange();
  if (!Body.isTyped(Block.getBegin()) || !Body.isTyped(Block.getEnd()))
    return;
  SourceLocation Begin = Body.SM.getFileLoc(Block.getBegin());
  unsigned End = Body.SM.getFileOffset(Body.SM.getFileLoc(Block.getEnd()));
  auto [File, Offset] = Body.SM.getDecomposedLoc(Begin);
  StringRef Buffer = Body.SM.getBufferData(File);
  Lexer Lex(Body.SM.getLocForStartOfFile(File), Body.LangOpts, Buffer.begin(),
            Buffer.begin() + Offset, Buffer.end());

  Token Before, Tok;
  Before.startToken();
  for (Lex.LexFromRawLexer(Tok); Tok.isNot(tok::eof);
       Before = Tok, Lex.LexFromRawLexer(Tok)) {
    unsigned At = Body.SM.getFileOffset(Tok.getLocation());
    if (At >= End)
      return;
    if (Tok.isNot(tok::raw_identifier))
      continue;
    StringRef Word = Tok.getRawIdentifier();
    bool IsName = (Body.Vma && Word == Body.Vma->getName()) ||
                  (Body.File && Word == Body.File->getName());
    if (!IsName || Names.Others.contains(At))
      continue;
    Event E;
    E.Where = Body.Spans.spelling(Tok.getLocation());
    E.Access = E.Where;
    E.Text = Word.str();
    E.Name = Word.str();
    if (Names.Parameters.contains(At)) {
      if (isCovered(Out, E.Where))
        continue;
      E.Kind = EventKind::Escape;
      E.Name = "other";
    } else if (startsOtherName(Before)) {
      continue;
    } else {
      E.Kind = EventKind::InactiveUse;
    }
    Out.push_back({std::move(E), nullptr});
  }
}

} // namespace premap
