// Gathers what planning needs about one handler from the index of all facts.
#ifndef PREMAP_REWRITERS_INPUTS_H
#define PREMAP_REWRITERS_INPUTS_H

#include "rewriters/Plan.h"

namespace premap {

class FactIndex;
struct HandlerRecord;

/// The input of plan() for \p Record of \p Index, with its peers. A handler of
/// which no body was read gets a Handler with its name and file only.
/// UnreadUsers and NullTests are left empty: they need a search of the tree.
ConversionInput conversionInput(const HandlerRecord &Record,
                                const FactIndex &Index);

} // namespace premap

#endif
