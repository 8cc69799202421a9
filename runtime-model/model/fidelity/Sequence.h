// Random sequences of mmap(), munmap() and what goes on in between, in the
// model's terms, and what can be seen after each step on either side.
#ifndef PREMAP_MODEL_FIDELITY_SEQUENCE_H
#define PREMAP_MODEL_FIDELITY_SEQUENCE_H

#include "model/Scenario.h"

#include "model/fidelity/kernel_mmap.h"

#include <span>

namespace premap::model::fidelity {

constexpr std::uint64_t Page = 4096;
constexpr std::uint64_t WindowStart = 0x100000;
constexpr unsigned WindowPages = 24; ///< that mappings are made of
/// Page table entries may lie that many pages outside of the window too.
constexpr unsigned WindowMargin = 16;

struct Operation {
  enum KindType {
    Map,
    Unmap,  ///< Call.Addr, Call.Len, Fail
    Split,  ///< the mapping around Call.Addr, NewBelow or not
    Happen, ///< Event to the mapping at Call.Addr, with Value
  };
  KindType Kind = Map;
  km_hook Hook = KM_NO_HOOK;
  MmapCall Call;
  std::vector<HandlerStep> Handler;
  std::vector<Failure> Fail;
  bool LateSplit = false; ///< a split that fails does so at its tree nodes
  bool NewBelow = false;
  km_event Event = KM_FAULT;
  std::uint64_t Value = 0; ///< which anon_vma, policy, name, or pages

  std::string str() const;
};

using Sequence = std::vector<Operation>;

Sequence randomSequence(unsigned Seed);

/// The files of all sequences, "f1" and so on.
const std::vector<File> &files();

/// "ops5" is the table that has what the bits of 5 say.
VmOps vmOps(int Number, int MappedError, int MappedPrivateData);
std::string opsName(int Number);
/// \returns 12 of "ops12", 0 of an empty name.
int numberOf(std::string_view Name);

/// The vm_flags that do_mmap() passes to mmap_region().
FlagSet regionFlags(const Operation &Op);

/// Functions of the kernel that the model names as steps, hooks included.
std::span<const char *const> tracedFunctions();

/// What one operation led to.
struct Outcome {
  long Return = 0; ///< the address, -errno, KM_BUG or KM_DEADLOCK
  km_state State{};
  std::vector<int> Trace; ///< as km_get_trace()

  bool stopped() const { return Return == KM_BUG || Return == KM_DEADLOCK; }
  std::string str() const;
};

/// Whether nobody could tell the two apart. Of calls that do not return, only
/// that they do not.
bool same(const Outcome &A, const Outcome &B);

} // namespace premap::model::fidelity

#endif
