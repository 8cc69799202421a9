// Where tables of functions are kept: what vm_operations_struct tables hold,
// and which pointers lead to an ops table.
#ifndef PREMAP_MATCHERS_TABLEUSES_H
#define PREMAP_MATCHERS_TABLEUSES_H

#include "matchers/Facts.h"
#include "matchers/SourceSpans.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"

#include <string>
#include <vector>

namespace premap {

/// The initialised `struct vm_operations_struct` variables of the main file.
std::vector<VmOpsTable> readVmOpsTables(clang::ASTContext &Context,
                                        const SourceSpans &Spans);

/// Every member that is initialised with, or gets, the address of an ops table.
std::vector<TableUse> readTableUses(clang::ASTContext &Context,
                                    const SourceSpans &Spans);

/// The member that leads to the table of \p Hook, as in `drv->fops->mmap`:
/// "drm_driver.fops"; "" if no member does.
std::string memberThatHolds(const clang::MemberExpr &Hook);

} // namespace premap

#endif
