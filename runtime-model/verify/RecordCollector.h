// Reads what the IR no longer says from the AST: hooks in ops tables and the
// members of the records that the code addresses.
#ifndef PREMAP_VERIFY_RECORDCOLLECTOR_H
#define PREMAP_VERIFY_RECORDCOLLECTOR_H

#include "verify/CompiledUnit.h"

namespace clang {
class ASTContext;
class Decl;
class FunctionDecl;
class Sema;
} // namespace clang

namespace premap::verify {

struct HookDecl {
  TableHook Hook;
  const clang::FunctionDecl *Function;
};

/// Whether a parameter or the result is a vma, a desc or a set of VMA flags.
bool takesMapping(const clang::FunctionDecl &Function);

/// Every `mmap` and `mmap_prepare` member (also with a prefix or suffix, as
/// `mmap_prepare_ring_buffer`) that \p Decls set to a function.
/// \p Assigned: what functions put into other members of such records.
std::vector<HookDecl>
collectHooks(clang::ASTContext &Context,
             const std::vector<clang::Decl *> &Decls,
             std::map<std::string, std::string> &Assigned);

/// Layouts of vm_area_struct, vm_area_desc, the records of \p Hooks and what
/// \p Module addresses by member; values of the constants that CompileSetup
/// added.
void collectLayout(clang::Sema &Sema, const llvm::Module &Module,
                   const std::vector<TableHook> &Hooks, Layout &Out);

} // namespace premap::verify

#endif
