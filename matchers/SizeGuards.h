// Which sizes of the VMA the conditions before a statement let through.
#ifndef PREMAP_MATCHERS_SIZEGUARDS_H
#define PREMAP_MATCHERS_SIZEGUARDS_H

#include "matchers/BodyContext.h"

namespace premap {

/// Whether \p Size is the VMA's size wherever \p Place is reached, because all
/// other sizes went another way: by a condition of the function or by one of a
/// helper whose result it tested.
bool isOnlySizeAt(const BodyContext &Body, const clang::Expr &Size,
                  const clang::Stmt &Place);

/// The same of a number of pages.
bool isOnlyPagesAt(const BodyContext &Body, const clang::Expr &Pages,
                   const clang::Stmt &Place);

} // namespace premap

#endif
