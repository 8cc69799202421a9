// Gathers what findings and planning need about one handler from the index of
// all facts.
#ifndef PREMAP_FINDINGS_INPUTS_H
#define PREMAP_FINDINGS_INPUTS_H

#include "findings/ConversionInput.h"

namespace premap {

class FactIndex;
struct HandlerRecord;

/// The input of findings() and plan() for \p Record of \p Index, with its
/// peers. A handler of which no body was read gets a Handler with its name and
/// file only. UnreadUsers and NullTests are left empty: they need a search of
/// the tree.
ConversionInput conversionInput(const HandlerRecord &Record,
                                const FactIndex &Index);

} // namespace premap

#endif
