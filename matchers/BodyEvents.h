// Reads the body of one C function that takes a vma (or a desc) and says, as
// plain values, all that it does with it.
#ifndef PREMAP_MATCHERS_BODYEVENTS_H
#define PREMAP_MATCHERS_BODYEVENTS_H

#include "matchers/HandlerBody.h"

namespace clang {
class ASTContext;
class FunctionDecl;
} // namespace clang

namespace premap {

class SourceSpans;

/// The body of \p Definition, which must have one (otherwise the result is not
/// Present). The vma is the first parameter of type `struct vm_area_struct *`,
/// or of type `struct vm_area_desc *` in a prepare hook; the file is the first
/// parameter of type `struct file *`. Functions without a vma are read too:
/// their locks, acquisitions and side effects are events.
/// Every spelled use of either parameter is covered by an event.
HandlerBody extractBody(const clang::FunctionDecl &Definition,
                        clang::ASTContext &Context, const SourceSpans &Spans);

} // namespace premap

#endif
