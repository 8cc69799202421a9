// The pitfalls that forbid a conversion, looked for in the facts of a handler
// before anything is edited.
#ifndef PREMAP_REWRITERS_CHECKS_H
#define PREMAP_REWRITERS_CHECKS_H

#include "rewriters/Session.h"

namespace premap {

/// Tables, mentions and the definition: can every user follow?
void checkUsers(Session &S, const ConversionInput &Input);

/// What \p F does that must not be done before a mapping exists: references,
/// allocations, locks over the remap, range and file changes.
void checkEffects(Session &S, const Subject &F);

/// Fields whose meaning depends on merging and on order: page_prot, vm_ops,
/// private_data. See FieldChecks.cpp.
void checkFields(Session &S, const Subject &F);

/// Mapping calls: at most one on a path, nothing but field writes after it.
/// Runs when convertMap() has decided which statements vanish.
void checkOrder(Session &S, const Subject &F);

/// A function that writes to the log and does nothing else.
bool isLogging(std::string_view Name);

/// True if \p E or what it calls asks for an action.
bool maps(const Session &S, const Event &E);

/// True if the event at \p Later may run after the one at \p Earlier.
bool mayFollow(const Subject &F, size_t Earlier, size_t Later);

/// True if no mapping that \p F makes can merge: it maps, or sets one of
/// VM_IO, VM_PFNMAP, VM_DONTEXPAND, VM_MIXEDMAP on the way to every success.
bool neverMerges(const Session &S, const Subject &F);

} // namespace premap

#endif
