#include "matchers/FactExtractor.h"

#include "kernel/Hooks.h"
#include "matchers/BodyEvents.h"
#include "matchers/BrokenCode.h"
#include "matchers/HookEntries.h"
#include "matchers/HookMatchers.h"
#include "matchers/InactiveCode.h"
#include "matchers/MatchCallback.h"
#include "matchers/MentionFinder.h"
#include "matchers/TableUses.h"
#include "matchers/TextTables.h"

#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"

#include <optional>
#include <set>

using namespace clang;
using namespace clang::ast_matchers;
using llvm::StringRef;

namespace premap {
namespace {

/// One unit's AST on its way into UnitFacts.
class Extraction {
public:
  Extraction(ASTContext &Context, const SourceSpans &Spans, UnitFacts &Unit)
      : Context(Context), Spans(Spans), Unit(Unit), Entries(Context, Spans),
        Mentions(Spans) {}

  void run();

private:
  void narrowTraversal();
  void readHooks();
  void readBrokenTables();
  void readFieldUse(const MemberExpr &Field, FieldUseKind Kind);
  void readRecords();
  void readNommuPlaces();
  void findFunctions();
  void findReferences();
  void findCallees();
  FunctionFacts describe(const FunctionDecl &Definition) const;
  void describeForeign();

  ASTContext &Context;
  SourceSpans Spans;
  UnitFacts &Unit;
  HookEntries Entries;
  MentionFinder Mentions;
  /// Members that something more telling than a plain read has used up.
  llvm::DenseSet<const MemberExpr *> Taken;
  /// The unit's own functions that matter, and those of other units.
  llvm::SetVector<const FunctionDecl *> Definitions, Foreign;
};

} // namespace

/// A table that did not parse is in the text all the same. Comes last: it asks
/// for the unit's functions.
void Extraction::readBrokenTables() {
  const SourceManager &Sources = Context.getSourceManager();
  FileID Main = Sources.getMainFileID();
  std::set<unsigned> Known;
  for (const OpsEntry &Entry : Unit.Ops)
    if (Entry.FieldName.Path == Unit.File)
      Known.insert(Entry.FieldName.Offset);
  auto IsInactive = [&](const OpsEntry &Entry) {
    return llvm::any_of(Unit.Inactive, [&](const InactiveRegion &Region) {
      return Region.FirstLine <= Entry.Where.Line &&
             Entry.Where.Line <= Region.LastLine;
    });
  };
  for (OpsEntry &Entry :
       readTablesFromText(Unit.File, Sources.getBufferData(Main))) {
    if (!Entry.FieldName || Known.count(Entry.FieldName.Offset) ||
        IsInactive(Entry))
      continue;
    for (const FunctionFacts &Function : Unit.Functions)
      if (Function.Name == Entry.Handler && Function.Static)
        Entry.HandlerFile = Function.File;
    Unit.Ops.push_back(std::move(Entry));
  }
}

/// The unit's own declarations, and the ops tables that headers of the tree
/// define.
void Extraction::narrowTraversal() {
  std::vector<Decl *> Scope;
  const SourceManager &Sources = Context.getSourceManager();
  for (Decl *D : Context.getTranslationUnitDecl()->decls()) {
    if (isInUnitBody(D->getLocation(), Sources)) {
      Scope.push_back(D);
      continue;
    }
    const auto *Variable = dyn_cast<VarDecl>(D);
    if (Variable && Variable->hasInit() && holdsOpsTable(Variable->getType()) &&
        Spans.isInTree(Variable->getLocation()))
      Scope.push_back(D);
  }
  Context.setTraversalScope(Scope);
}

void Extraction::readFieldUse(const MemberExpr &Member, FieldUseKind Kind) {
  const auto *Field = dyn_cast<FieldDecl>(Member.getMemberDecl());
  if (!Field || !Taken.insert(&Member).second)
    return;
  FieldUse Use;
  Use.Kind = isMmapHook(*Field) ? Kind : FieldUseKind::NotAHook;
  Use.Type = recordName(*Field->getParent());
  Use.Field = Field->getName().str();
  Use.Where = Spans.typed(Member.getMemberLoc());
  if (!Use.Where) {
    Use.Where = Spans.place(Member.getMemberLoc());
    Use.Where.Length = 0;
  }
  if (Use.Kind == FieldUseKind::Call)
    Use.Holder = memberThatHolds(Member);
  Unit.FieldUses.push_back(std::move(Use));
}

void Extraction::readHooks() {
  Callback OnVariable([&](const BoundNodes &Nodes) {
    Entries.readVariable(*Nodes.getNodeAs<VarDecl>(bound::Table));
  });
  Callback OnLiteral([&](const BoundNodes &Nodes) {
    Entries.readLiteral(*Nodes.getNodeAs<CompoundLiteralExpr>(bound::Table));
  });
  Callback OnAssignment([&](const BoundNodes &Nodes) {
    const auto *Field = Nodes.getNodeAs<MemberExpr>(bound::Field);
    if (Taken.insert(Field).second)
      Entries.readAssignment(*Nodes.getNodeAs<BinaryOperator>(bound::Table),
                             *Field);
  });
  Callback OnTableAssignment([&](const BoundNodes &Nodes) {
    const auto *Assignment = Nodes.getNodeAs<BinaryOperator>(bound::Table);
    Entries.readCopy(*Assignment->getType()->getAsRecordDecl(),
                     Assignment->getSourceRange(),
                     Spans.text(Assignment->getLHS()->getSourceRange()),
                     *Nodes.getNodeAs<Expr>(bound::Value));
  });
  Callback OnCopyInitialized([&](const BoundNodes &Nodes) {
    const auto *Variable = Nodes.getNodeAs<VarDecl>(bound::Table);
    // A table that did not parse is no copy.
    if (!Variable->getInit()->containsErrors())
      Entries.readCopy(*Variable->getType()->getAsRecordDecl(),
                       Variable->getSourceRange(), Variable->getName().str(),
                       *Nodes.getNodeAs<Expr>(bound::Value));
  });
  Callback OnMemoryCopy([&](const BoundNodes &Nodes) {
    const auto *Call = Nodes.getNodeAs<CallExpr>(bound::Table);
    const auto *Source = Nodes.getNodeAs<Expr>(bound::Value);
    Entries.readCopy(*Source->getType()->getPointeeType()->getAsRecordDecl(),
                     Call->getSourceRange(), "", *Call);
  });
  Callback OnCall([&](const BoundNodes &Nodes) {
    readFieldUse(*Nodes.getNodeAs<MemberExpr>(bound::Field),
                 FieldUseKind::Call);
  });
  Callback OnField([&](const BoundNodes &Nodes) {
    readFieldUse(*Nodes.getNodeAs<MemberExpr>(bound::Field),
                 FieldUseKind::Read);
  });
  MatchFinder Finder;
  Finder.addMatcher(initializedTable(), &OnVariable);
  Finder.addMatcher(copyInitializedTable(), &OnCopyInitialized);
  Finder.addMatcher(literalTable(), &OnLiteral);
  Finder.addMatcher(assignedHook(), &OnAssignment);
  Finder.addMatcher(assignedTable(), &OnTableAssignment);
  Finder.addMatcher(copiedTableMemory(), &OnMemoryCopy);
  // An assigned or called member is met here before it is met as a member.
  Finder.addMatcher(calledHook(), &OnCall);
  Finder.addMatcher(namedHookField(), &OnField);
  Finder.matchAST(Context);
  Unit.Ops = Entries.entries();
}

/// Fields that the unit's own records declare, and designators of fields that
/// are no hooks but look like some.
void Extraction::readRecords() {
  auto Add = [&](const FieldDecl &Field, SourceLocation Name) {
    bool IsHook = isMmapHook(Field);
    if (!IsHook && !isHookName(Field.getName()))
      return;
    FieldUse Use;
    Use.Kind = IsHook ? FieldUseKind::Declaration : FieldUseKind::NotAHook;
    Use.Type = recordName(*Field.getParent());
    Use.Field = Field.getName().str();
    Use.Where = Spans.typed(Name);
    if (Use.Where)
      Unit.FieldUses.push_back(std::move(Use));
  };
  Callback OnField([&](const BoundNodes &Nodes) {
    const auto *Field = Nodes.getNodeAs<FieldDecl>(bound::Field);
    Add(*Field, Field->getLocation());
  });
  Callback OnDesignators([&](const BoundNodes &Nodes) {
    const auto *Init = Nodes.getNodeAs<DesignatedInitExpr>(bound::Table);
    for (const DesignatedInitExpr::Designator &Designator :
         Init->designators()) {
      const FieldDecl *Field =
          Designator.isFieldDesignator() ? Designator.getFieldDecl() : nullptr;
      if (Field && !isMmapHook(*Field))
        Add(*Field, Designator.getFieldLoc());
    }
  });
  MatchFinder Finder;
  Finder.addMatcher(fieldDecl().bind(bound::Field), &OnField);
  Finder.addMatcher(designatedInitExpr().bind(bound::Table), &OnDesignators);
  Finder.matchAST(Context);
}

/// Only a kernel without an MMU asks for a file's mmap capabilities.
void Extraction::readNommuPlaces() {
  auto Add = [&](const FieldDecl *Field, SourceLocation Name) {
    if (Field && Field->getName() == StringRef(kernel::NommuField))
      Unit.NommuPlaces.push_back(Spans.place(Name));
  };
  Callback OnDesignators([&](const BoundNodes &Nodes) {
    for (const DesignatedInitExpr::Designator &Designator :
         Nodes.getNodeAs<DesignatedInitExpr>(bound::Table)->designators())
      if (Designator.isFieldDesignator())
        Add(Designator.getFieldDecl(), Designator.getFieldLoc());
  });
  Callback OnMember([&](const BoundNodes &Nodes) {
    const auto *Member = Nodes.getNodeAs<MemberExpr>(bound::Field);
    Add(dyn_cast<FieldDecl>(Member->getMemberDecl()), Member->getMemberLoc());
  });
  MatchFinder Finder;
  Finder.addMatcher(designatedInitExpr().bind(bound::Table), &OnDesignators);
  Finder.addMatcher(memberExpr().bind(bound::Field), &OnMember);
  Finder.matchAST(Context);
  llvm::sort(Unit.NommuPlaces);
  Unit.NommuPlaces.erase(llvm::unique(Unit.NommuPlaces),
                         Unit.NommuPlaces.end());
}

void Extraction::findFunctions() {
  auto Add = [&](const FunctionDecl &Function) {
    Mentions.track(Function);
    const FunctionDecl *Definition = Function.getDefinition();
    if (Definition &&
        isInUnitBody(Definition->getLocation(), Context.getSourceManager()))
      Definitions.insert(Definition);
    else
      Foreign.insert(Function.getCanonicalDecl());
  };
  for (const FunctionDecl *Function : Entries.functions())
    Add(*Function);
  // Those of the mappings that hooks install: fault(), close().
  Callback OnVmOps([&](const BoundNodes &Nodes) {
    const auto *Table = Nodes.getNodeAs<VarDecl>(bound::Table);
    const auto *List = dyn_cast_or_null<InitListExpr>(
        Table->getInit() ? Table->getInit()->IgnoreParenImpCasts() : nullptr);
    if (List && List->getSemanticForm())
      List = List->getSemanticForm();
    if (!List)
      return;
    for (const Expr *Value : List->inits()) {
      const auto *Ref = dyn_cast<DeclRefExpr>(Value->IgnoreParenImpCasts());
      const auto *Function =
          Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
      if (Function && Function->getDefinition())
        Add(*Function);
    }
  });
  Callback OnDefinition([&](const BoundNodes &Nodes) {
    Add(*Nodes.getNodeAs<FunctionDecl>(bound::Function));
  });
  // Whoever takes a vma may be a handler, or one's helper, of another unit.
  Callback OnReference([&](const BoundNodes &Nodes) {
    const auto *Function = Nodes.getNodeAs<FunctionDecl>(bound::Function);
    if (vmaForm(*Function) != VmaForm::None)
      Add(*Function);
  });
  MatchFinder Finder;
  Finder.addMatcher(initializedVmOps(), &OnVmOps);
  Finder.addMatcher(functionWithVma(), &OnDefinition);
  Finder.addMatcher(namedFunction(), &OnReference);
  Finder.matchAST(Context);
}

void Extraction::findReferences() {
  Callback OnCall([&](const BoundNodes &Nodes) {
    Mentions.addReference(
        *Nodes.getNodeAs<FunctionDecl>(bound::Function),
        Nodes.getNodeAs<DeclRefExpr>(bound::Reference)->getLocation(),
        MentionKind::Call);
  });
  Callback OnName([&](const BoundNodes &Nodes) {
    SourceLocation Name =
        Nodes.getNodeAs<DeclRefExpr>(bound::Reference)->getLocation();
    Mentions.addReference(*Nodes.getNodeAs<FunctionDecl>(bound::Function), Name,
                          Entries.isTableReference(Name)
                              ? MentionKind::TableEntry
                              : MentionKind::Address);
  });
  MatchFinder Finder;
  Finder.addMatcher(calledFunction(), &OnCall);
  Finder.addMatcher(namedFunction(), &OnName);
  Finder.matchAST(Context);
  Mentions.finish(Unit.Inactive);
}

/// What a handler takes, counts or locks may stand in a function that it calls.
void Extraction::findCallees() {
  std::vector<Decl *> Whole = Context.getTraversalScope();
  std::vector<Decl *> Bodies;
  for (const FunctionDecl *Definition : Definitions)
    Bodies.push_back(const_cast<FunctionDecl *>(Definition));
  Context.setTraversalScope(Bodies);
  llvm::SetVector<const FunctionDecl *> Callees;
  Callback OnCall([&](const BoundNodes &Nodes) {
    const FunctionDecl *Definition =
        Nodes.getNodeAs<FunctionDecl>(bound::Function)->getDefinition();
    if (Definition &&
        isInUnitBody(Definition->getLocation(), Context.getSourceManager()))
      Callees.insert(Definition);
  });
  MatchFinder Finder;
  Finder.addMatcher(calledFunction(), &OnCall);
  Finder.matchAST(Context);
  Context.setTraversalScope(Whole);
  for (const FunctionDecl *Callee : Callees) {
    Mentions.track(*Callee);
    Definitions.insert(Callee);
  }
}

static Parameter describeParameter(const ParmVarDecl &Declaration,
                                   const ASTContext &Context,
                                   const SourceSpans &Spans) {
  Parameter Result;
  Result.Name = Declaration.getName().str();
  Result.Type =
      Declaration.getOriginalType().getAsString(Context.getPrintingPolicy());
  Result.Where = Spans.typed(Declaration.getSourceRange());
  return Result;
}

FunctionFacts Extraction::describe(const FunctionDecl &Definition) const {
  FunctionFacts Facts;
  Facts.Name = Definition.getName().str();
  Span Place = Spans.place(Definition.getLocation());
  Facts.File = Place.Path;
  Facts.Line = Place.Line;
  Facts.Static = !Definition.isExternallyVisible();
  Facts.Exported = Mentions.isExported(Definition);
  Facts.InMacro = !Spans.typed(Definition.getLocation());
  if (!Facts.InMacro)
    Facts.Definition = Spans.written(Definition.getSourceRange());
  Facts.InMacro |= !Facts.Definition;
  for (const ParmVarDecl *Parameter : Definition.parameters())
    Facts.Parameters.push_back(describeParameter(*Parameter, Context, Spans));
  Facts.Mentions = Mentions.mentionsOf(Definition);
  Facts.Body = extractBody(Definition, Context, Spans);
  return Facts;
}

void Extraction::describeForeign() {
  for (const FunctionDecl *Function : Foreign)
    for (Mention &Found : Mentions.mentionsOf(*Function)) {
      Unit.ForeignNames.push_back(Function->getName().str());
      Unit.ForeignMentions.push_back(std::move(Found));
    }
}

void Extraction::run() {
  narrowTraversal();
  readHooks();
  readRecords();
  readNommuPlaces();
  Unit.VmOps = readVmOpsTables(Context, Spans);
  Unit.TableUses = readTableUses(Context, Spans);
  findFunctions();
  findCallees();
  findReferences();
  for (const FunctionDecl *Definition : Definitions)
    Unit.Functions.push_back(describe(*Definition));
  describeForeign();
  if (Context.getDiagnostics().hasUncompilableErrorOccurred())
    readBrokenTables();
}

static void sortFacts(UnitFacts &Unit) {
  llvm::sort(Unit.Ops, [](const OpsEntry &A, const OpsEntry &B) {
    return std::tie(A.Where, A.Field, A.Variable, A.Handler) <
           std::tie(B.Where, B.Field, B.Variable, B.Handler);
  });
  llvm::sort(Unit.Functions, [](const FunctionFacts &A,
                                const FunctionFacts &B) {
    return std::tie(A.File, A.Line, A.Name) < std::tie(B.File, B.Line, B.Name);
  });
  auto Key = [](const FieldUse &Use) {
    return std::tie(Use.Where, Use.Type, Use.Field, Use.Kind);
  };
  llvm::sort(Unit.FieldUses, [&](const FieldUse &A, const FieldUse &B) {
    return Key(A) < Key(B);
  });
  Unit.FieldUses.erase(std::unique(Unit.FieldUses.begin(), Unit.FieldUses.end(),
                                   [&](const FieldUse &A, const FieldUse &B) {
                                     return Key(A) == Key(B);
                                   }),
                       Unit.FieldUses.end());
}

static std::vector<std::string> openedHeaders(const SourceSpans &Spans) {
  const SourceManager &Sources = Spans.sources();
  std::set<std::string> Found;
  for (unsigned I = 0, N = Sources.local_sloc_entry_size(); I != N; ++I) {
    const SrcMgr::SLocEntry &Entry = Sources.getLocalSLocEntry(I);
    if (!Entry.isFile() || Entry.getFile().getIncludeLoc().isInvalid())
      continue;
    SourceLocation Begin =
        SourceLocation::getFromRawEncoding(Entry.getOffset());
    if (Spans.isInTree(Begin))
      Found.insert(Spans.path(Begin));
  }
  return {Found.begin(), Found.end()};
}

UnitFacts extractFacts(const CompileCommand &Command,
                       const std::string &TreeRoot, const VirtualFiles &Overlay,
                       const UnitExtras &Extras) {
  UnitFacts Unit;
  Unit.Arch = Command.Arch;
  Unit.BestEffort = Command.BestEffort;
  std::optional<SourceSpans> Spans;
  auto OnStart = [&](CompilerInstance &CI) {
    Spans.emplace(CI, TreeRoot);
    recordInactiveCode(CI, *Spans, Unit.Inactive);
    if (Extras.OnStart)
      Extras.OnStart(CI);
  };
  auto OnAst = [&](CompilerInstance &CI) {
    const SourceManager &Sources = CI.getSourceManager();
    Unit.File =
        Spans->path(Sources.getLocForStartOfFile(Sources.getMainFileID()));
    if (Extras.Headers)
      *Extras.Headers = openedHeaders(*Spans);
    if (Extras.Shapes)
      *Extras.Shapes = shapesOfUnit(CI);
    if (Unit.BestEffort)
      Unit.Broken = readPlaces(CI.getASTContext(), *Spans);
    Extraction(CI.getASTContext(), *Spans, Unit).run();
  };
  ParseOutcome Outcome =
      parseUnit(Command, Overlay, OnAst,
                /*KeepWarnings=*/false, OnStart, Extras.Seen);
  Unit.ParseFailed = !Outcome.Ran || Outcome.HasErrors;
  if (Unit.File.empty())
    Unit.File = treeRelative(Command.File, TreeRoot);
  for (const Diagnostic &Error : Outcome.Diagnostics)
    Unit.Diagnostics.push_back(treeRelative(Error.Path, TreeRoot) + ":" +
                               std::to_string(Error.Line) + ": " +
                               Error.Message);
  Unit.Broken =
      brokenPlaces(std::move(Unit.Broken), Outcome.Diagnostics, TreeRoot);
  sortFacts(Unit);
  return Unit;
}

} // namespace premap
