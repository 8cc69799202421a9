#include "matchers/HookMatchers.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace clang::ast_matchers;
using llvm::StringRef;

namespace premap {

static VmaForm formOfRecord(const RecordDecl &Record) {
  return llvm::StringSwitch<VmaForm>(Record.getName())
      .Case("vm_area_struct", VmaForm::Area)
      .Case("vm_area_desc", VmaForm::Desc)
      .Default(VmaForm::None);
}

VmaForm vmaForm(QualType Type) {
  if (Type.isNull() || !Type->isPointerType())
    return VmaForm::None;
  const RecordDecl *Record = Type->getPointeeType()->getAsRecordDecl();
  return Record ? formOfRecord(*Record) : VmaForm::None;
}

VmaForm vmaForm(const FunctionDecl &Function) {
  for (const ParmVarDecl *Parameter : Function.parameters())
    if (VmaForm Form = vmaForm(Parameter->getType()); Form != VmaForm::None)
      return Form;
  return VmaForm::None;
}

std::string recordName(const RecordDecl &Record) {
  if (Record.getIdentifier())
    return Record.getName().str();
  if (const TypedefNameDecl *Typedef = Record.getTypedefNameForAnonDecl())
    return Typedef->getName().str();
  return {};
}

bool isHookName(StringRef Field) { return Field.contains("mmap"); }

static bool holdsOtherHooks(const RecordDecl &Record) {
  return llvm::StringSwitch<bool>(recordName(Record))
      .Cases({"vm_operations_struct", "vm_special_mapping", "vm_uffd_ops",
              "pfn_address_space", "security_list_options",
              "security_hook_heads"},
             true)
      .Default(false);
}

bool isMmapHook(const FieldDecl &Field) {
  QualType Type = Field.getType();
  if (!Type->isFunctionPointerType() || holdsOtherHooks(*Field.getParent()))
    return false;
  const auto *Function = Type->getPointeeType()->getAs<FunctionProtoType>();
  if (!Function ||
      !Function->getReturnType()->isSpecificBuiltinType(BuiltinType::Int))
    return false;
  return llvm::any_of(Function->param_types(), [](QualType Parameter) {
    return vmaForm(Parameter) != VmaForm::None &&
           !Parameter->getPointeeType().isConstQualified();
  });
}

bool isOpsTable(const RecordDecl &Record) {
  const RecordDecl *Definition = Record.getDefinition();
  return Definition &&
         llvm::any_of(Definition->fields(), [](const FieldDecl *Field) {
           return isMmapHook(*Field);
         });
}

bool holdsOpsTable(QualType Type) {
  while (const auto *Array = dyn_cast_if_present<ArrayType>(
             Type.isNull() ? nullptr : Type->getAsArrayTypeUnsafe()))
    Type = Array->getElementType();
  if (Type.isNull())
    return false;
  const RecordDecl *Record = Type->getAsRecordDecl();
  Record = Record ? Record->getDefinition() : nullptr;
  if (!Record)
    return false;
  return isOpsTable(*Record) ||
         llvm::any_of(Record->fields(), [](const FieldDecl *Field) {
           return holdsOpsTable(Field->getType());
         });
}

namespace {

AST_MATCHER(FieldDecl, mmapHook) { return isMmapHook(Node); }

AST_MATCHER(FieldDecl, namedLikeAHook) { return isHookName(Node.getName()); }

AST_MATCHER(QualType, opsTableType) {
  const RecordDecl *Record = Node->getAsRecordDecl();
  return Record && isOpsTable(*Record);
}

AST_MATCHER(QualType, pointerToOpsTable) {
  if (!Node->isPointerType())
    return false;
  const RecordDecl *Record = Node->getPointeeType()->getAsRecordDecl();
  return Record && isOpsTable(*Record);
}

AST_MATCHER(QualType, typeThatHoldsAnOpsTable) { return holdsOpsTable(Node); }

AST_MATCHER(FunctionDecl, getsTheMapping) {
  return vmaForm(Node) != VmaForm::None;
}

AST_MATCHER(FunctionDecl, copiesMemory) {
  if (!Node.getIdentifier())
    return false;
  StringRef Name = Node.getName();
  return Name.contains("memcpy") || Name.contains("memmove") ||
         Name.contains("memdup");
}

} // namespace

DeclarationMatcher initializedTable() {
  auto LiteralInside = hasInitializer(
      hasDescendant(compoundLiteralExpr(hasType(typeThatHoldsAnOpsTable()))));
  return varDecl(hasInitializer(ignoringParenImpCasts(
                     anyOf(initListExpr(), unaryOperator()))),
                 anyOf(hasType(typeThatHoldsAnOpsTable()), LiteralInside))
      .bind(bound::Table);
}

DeclarationMatcher initializedVmOps() {
  return varDecl(hasInitializer(ignoringParenImpCasts(initListExpr())),
                 hasType(hasCanonicalType(recordType(hasDeclaration(
                     recordDecl(hasName("vm_operations_struct")))))))
      .bind(bound::Table);
}

StatementMatcher literalTable() {
  return compoundLiteralExpr(hasType(typeThatHoldsAnOpsTable()))
      .bind(bound::Table);
}

StatementMatcher assignedHook() {
  return binaryOperator(
             hasOperatorName("="),
             hasLHS(ignoringParenCasts(
                 memberExpr(member(fieldDecl(mmapHook()))).bind(bound::Field))),
             hasRHS(expr().bind(bound::Value)))
      .bind(bound::Table);
}

static StatementMatcher tableThatIsNoLiteral() {
  return expr(unless(ignoringParenImpCasts(
                  anyOf(initListExpr(), compoundLiteralExpr()))))
      .bind(bound::Value);
}

StatementMatcher assignedMember() {
  return binaryOperator(
             hasOperatorName("="),
             hasLHS(ignoringParens(
                 memberExpr(member(fieldDecl())).bind(bound::Field))),
             forFunction(functionDecl().bind(bound::Function)))
      .bind(bound::Table);
}

StatementMatcher assignedTable() {
  return binaryOperator(hasOperatorName("="), hasType(opsTableType()),
                        hasRHS(tableThatIsNoLiteral()))
      .bind(bound::Table);
}

DeclarationMatcher copyInitializedTable() {
  return varDecl(hasType(opsTableType()),
                 hasInitializer(tableThatIsNoLiteral()))
      .bind(bound::Table);
}

StatementMatcher copiedTableMemory() {
  return callExpr(callee(functionDecl(copiesMemory())),
                  hasAnyArgument(ignoringParenImpCasts(
                      expr(hasType(pointerToOpsTable())).bind(bound::Value))))
      .bind(bound::Table);
}

StatementMatcher calledHook() {
  auto Hook = ignoringParenImpCasts(
      memberExpr(member(fieldDecl(mmapHook()))).bind(bound::Field));
  auto Dereferenced = ignoringParenImpCasts(
      unaryOperator(hasOperatorName("*"), hasUnaryOperand(Hook)));
  return callExpr(callee(expr(anyOf(Hook, Dereferenced)))).bind(bound::Table);
}

StatementMatcher namedHookField() {
  return memberExpr(member(fieldDecl(anyOf(mmapHook(), namedLikeAHook()))))
      .bind(bound::Field);
}

DeclarationMatcher functionWithVma() {
  return functionDecl(isDefinition(), getsTheMapping()).bind(bound::Function);
}

StatementMatcher calledFunction() {
  return callExpr(callee(expr(ignoringParenImpCasts(
                      declRefExpr(to(functionDecl().bind(bound::Function)))
                          .bind(bound::Reference)))))
      .bind(bound::Table);
}

StatementMatcher namedFunction() {
  return declRefExpr(to(functionDecl().bind(bound::Function)))
      .bind(bound::Reference);
}

} // namespace premap
