// What must hold after every run, and what is reported if it does not.
#ifndef PREMAP_MODEL_INVARIANTS_H
#define PREMAP_MODEL_INVARIANTS_H

#include "model/Machine.h"

namespace premap::model {

/// \returns the references, pages of charge, locks and resources that nobody
/// will give back.
std::vector<Leak> findLeaks(const Machine &M);

/// Adds a warning for each broken promise that is no leak: PTEs outside every
/// mapping, writable PTEs where writes are to be notified, a VMA that went
/// without close(), a wrong count of writable mappings, a mapping that stays
/// although the call \p Failed. Nothing after a BUG_ON() or a deadlock.
void checkInvariants(Machine &M, bool Failed);

/// The VMA in the tree that covers \p Addr, or NoVma.
VmaId vmaAt(const Machine &M, std::uint64_t Addr);

} // namespace premap::model

#endif
