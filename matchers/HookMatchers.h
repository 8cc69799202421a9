// The vocabulary in which the extractor asks for mmap hooks: named predicates
// and Clang AST matchers that read like sentences.
#ifndef PREMAP_MATCHERS_HOOKMATCHERS_H
#define PREMAP_MATCHERS_HOOKMATCHERS_H

#include "clang/ASTMatchers/ASTMatchers.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace premap {

/// What a function gets the mapping as.
enum class VmaForm { None, Area, Desc };

/// `struct vm_area_struct *` (const or not) or `struct vm_area_desc *`, through
/// any typedef.
VmaForm vmaForm(clang::QualType Type);

/// The first parameter of \p Function that is a vma or a desc decides.
VmaForm vmaForm(const clang::FunctionDecl &Function);

/// Whether \p Field is an mmap hook: a pointer to a function that returns int
/// and gets the vma, or the desc, as something it may change. Hooks of an
/// existing mapping (vm_operations_struct, vm_special_mapping, vm_uffd_ops,
/// pfn_address_space) and the LSM's hook lists are none.
bool isMmapHook(const clang::FieldDecl &Field);

/// Whether \p Record itself has an mmap hook.
bool isOpsTable(const clang::RecordDecl &Record);

/// Whether a value of \p Type holds an ops table: it is one, or has one in a
/// field or element, or is an anonymous wrapper of one.
bool holdsOpsTable(clang::QualType Type);

/// The record's tag, the typedef's name of an anonymous one, or "".
std::string recordName(const clang::RecordDecl &Record);

/// Whether a field of this name looks like a hook to a text search.
bool isHookName(llvm::StringRef Field);

/// Names of the nodes that the matchers bind.
namespace bound {
inline constexpr char Table[] = "table";
inline constexpr char Field[] = "field";
inline constexpr char Value[] = "value";
inline constexpr char Function[] = "function";
inline constexpr char Reference[] = "reference";
} // namespace bound

/// A variable whose initialiser list holds an ops table, or points to one that
/// is a compound literal. Binds Table: VarDecl.
clang::ast_matchers::DeclarationMatcher initializedTable();

/// A variable `struct vm_operations_struct v = {..}`. Binds Table: VarDecl.
clang::ast_matchers::DeclarationMatcher initializedVmOps();

/// `x->member = value` in a function. Binds Table: BinaryOperator,
/// Field: MemberExpr, Function.
clang::ast_matchers::StatementMatcher assignedMember();

/// A compound literal that holds an ops table. Binds Table:
/// CompoundLiteralExpr.
clang::ast_matchers::StatementMatcher literalTable();

/// `fops->mmap = value`. Binds Table: BinaryOperator, Field: MemberExpr,
/// Value: Expr.
clang::ast_matchers::StatementMatcher assignedHook();

/// `*fops = other`, which is no literal. Binds Table: BinaryOperator,
/// Value: Expr.
clang::ast_matchers::StatementMatcher assignedTable();

/// `struct file_operations fops = other`. Binds Table: VarDecl, Value: Expr.
clang::ast_matchers::DeclarationMatcher copyInitializedTable();

/// `memcpy(fops, other, ...)`, `kmemdup(other, ...)` and their kin. Binds
/// Table: CallExpr.
clang::ast_matchers::StatementMatcher copiedTableMemory();

/// `ops->mmap(...)`. Binds Table: CallExpr, Field: MemberExpr.
clang::ast_matchers::StatementMatcher calledHook();

/// `ops->mmap`, anywhere. Binds Field: MemberExpr.
clang::ast_matchers::StatementMatcher namedHookField();

/// A definition of a function that gets a vma or a desc. Binds Function.
clang::ast_matchers::DeclarationMatcher functionWithVma();

/// `f(...)`. Binds Table: CallExpr, Reference: DeclRefExpr, Function.
clang::ast_matchers::StatementMatcher calledFunction();

/// `f`, anywhere. Binds Reference: DeclRefExpr, Function.
clang::ast_matchers::StatementMatcher namedFunction();

} // namespace premap

#endif
