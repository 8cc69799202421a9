#include "matchers/BodyEvents.h"

#include "matchers/BodyChecks.h"
#include "matchers/BodyContext.h"
#include "matchers/BodyEffects.h"
#include "matchers/BodyFlow.h"
#include "matchers/BodyPaths.h"
#include "matchers/BodyStatements.h"
#include "matchers/BodyText.h"
#include "matchers/BodyUses.h"

#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLExtras.h"

#include <set>

using namespace clang;
using llvm::StringRef;

namespace premap {
namespace {

class CalleeNames : public DynamicRecursiveASTVisitor {
public:
  bool VisitCallExpr(CallExpr *Call) override {
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      Names.insert(Callee->getName().str());
    return true;
  }
  std::set<std::string> Names;
};

} // namespace

static void addOnce(std::vector<std::string> &List, const std::string &Value) {
  if (!Value.empty() && !llvm::is_contained(List, Value))
    List.push_back(Value);
}

static void addAll(std::vector<std::string> &List,
                   const std::vector<std::string> &Values) {
  for (const std::string &Value : Values)
    addOnce(List, Value);
}

static void sumWrite(HandlerBody &Body, const Event &E) {
  StringRef Field = E.Name;
  Field.consume_front("vm_");
  if (Field == "ops" && E.Kind == EventKind::FieldWrite)
    addOnce(Body.VmOps, StringRef(E.Value.Text).ltrim("& \t").str());
  Body.PrivateDataWritten |= Field == "private_data";
  Body.PageProtWritten |= Field == "page_prot";
  Body.PgoffWritten |= Field == "pgoff";
  Body.FileWritten |= Field == "file";
}

static void sum(HandlerBody &Body, const Event &E) {
  switch (E.Kind) {
  case EventKind::FieldWrite:
  case EventKind::FieldAddress: // Who has the address may write.
    sumWrite(Body, E);
    break;
  case EventKind::FlagTest:
    addAll(Body.FlagsTested, E.Flags);
    break;
  case EventKind::FlagSet:
    addAll(Body.FlagsSet, E.Flags);
    break;
  case EventKind::FlagClear:
    addAll(Body.FlagsCleared, E.Flags);
    break;
  case EventKind::FlagModify:
    addAll(Body.FlagsSet, E.Flags);
    addAll(Body.FlagsCleared, E.Expected);
    break;
  case EventKind::Map:
    addAll(Body.LocksHeldOverRemap, E.LocksHeld);
    addOnce(Body.CallsWithVma, E.Name);
    break;
  case EventKind::OtherCall:
    Body.FileWritten |= kernel::swapsFile(E.Name);
    addOnce(Body.CallsWithVma, E.Name);
    break;
  case EventKind::GenericFile:
  case EventKind::HelperCall:
  case EventKind::IndirectCall:
    addOnce(Body.CallsWithVma, E.Name);
    break;
  case EventKind::Acquire:
    addOnce(Body.Acquires, E.Name);
    break;
  case EventKind::FieldRead:
  case EventKind::Size:
  case EventKind::Pages:
  case EventKind::Escape:
  case EventKind::FileRead:
  case EventKind::Release:
  case EventKind::Lock:
  case EventKind::Unlock:
  case EventKind::SideEffect:
  case EventKind::Return:
  case EventKind::InactiveUse:
    break;
  }
}

/// Source order, the outer before the inner; the kinds decide what is left.
static bool isBefore(const Draft &A, const Draft &B) {
  const Span &L = A.E.Where, &R = B.E.Where;
  return std::tuple(L.Path, L.Offset, R.Length, A.E.Kind, A.E.Name) <
         std::tuple(R.Path, R.Offset, L.Length, B.E.Kind, B.E.Name);
}

HandlerBody extractBody(const FunctionDecl &Definition, ASTContext &Context,
                        const SourceSpans &Spans) {
  HandlerBody Result;
  if (!Definition.doesThisDeclarationHaveABody() || !Definition.getBody())
    return Result;
  BodyContext Body(Definition, Context, Spans);
  Result.Present = true;
  Result.IsDesc = Body.IsDesc;
  if (Body.Vma)
    Result.VmaParameter = Body.Vma->getName().str();
  if (Body.File)
    Result.FileParameter = Body.File->getName().str();
  Result.Block = Spans.typed(Definition.getBody()->getSourceRange());

  std::vector<Draft> Drafts;
  readUses(Body, Drafts);
  readEffects(Body, Drafts);
  readUncovered(Body, Drafts);
  llvm::sort(Drafts, isBefore);
  Result.HasFlow = readFlow(Body, Drafts);
  Result.Locals = readLocals(Body);
  CalleeNames Called;
  Called.TraverseStmt(Definition.getBody());
  readChecks(Body, Result);
  readPaths(Body, Result);
  readRangeUses(Body, Result);
  Result.Called.assign(Called.Names.begin(), Called.Names.end());
  for (Draft &D : Drafts) {
    readLaterUses(Body, Result.Locals, D.E);
    sum(Result, D.E);
    Result.Events.push_back(std::move(D.E));
  }
  return Result;
}

} // namespace premap
