// What the models of named kernel functions share: one call on one path.
#ifndef PREMAP_VERIFY_CALLEEMODELS_H
#define PREMAP_VERIFY_CALLEEMODELS_H

#include "verify/Executor.h"

namespace premap::verify {

struct CallContext {
  Executor &X;
  PathState &S;
  const llvm::CallBase &Call;
  const std::string &Name;
  const std::vector<Value> &Arguments;

  bool isDesc() const { return X.MappingTag == "vm_area_desc"; }
  z3::expr mappingField(const char *Legacy, const char *Desc);
  /// The flag word of the vma or desc.
  z3::expr flags();
  void setFlags(const z3::expr &Word);

  z3::expr flagSet(unsigned I);
  z3::expr pointee(unsigned I);
  void setPointee(unsigned I, const z3::expr &Word);
  z3::expr bit(const z3::expr &Number);

  /// These end the call; they return true for the caller's convenience.
  bool finish(const z3::expr &Result);
  bool finishBool(const z3::expr &Condition);
  bool finishFlagSet(const z3::expr &Word);
  bool unmodelled(const std::string &What);
};

/// Whether a call of this name is run by one of the models.
bool hasCalleeModel(const std::string &Name);

/// The same function, or generic_file_mmap() and its desc form.
bool isSameKernelFunction(const std::string &Old, const std::string &New);

/// The result of the N-th request for page table entries: 0 or -errno; the same
/// symbol in the old and the new text.
z3::expr requestResult(Universe &U, RequestKind Kind, unsigned N);
/// Whether \p E (32 bits) is an error number.
z3::expr isErrno(Universe &U, const z3::expr &E);

/// Makes the request \p E on a path: counts it, notes the locks, adds it to
/// the effects. \returns its result.
z3::expr makeRequest(Executor &X, PathState &S, Effect E);

/// What remap_pfn_range() sets.
z3::expr remapFlags(Executor &X);

/// What vm_iomap_memory() and its action check and map (mm/memory.c).
struct IoMemoryPlan {
  z3::expr Fits; ///< else -EINVAL
  z3::expr Pfn;
};
IoMemoryPlan planIoMemory(Universe &U, const z3::expr &Phys,
                          const z3::expr &Length, const z3::expr &Pgoff,
                          const z3::expr &Size);

/// remap_pfn_range() and its kin on a vma; generic_file_mmap() and its twin.
bool runMappingModel(CallContext &C);
/// mmap_action_*() on a desc.
bool runActionModel(CallContext &C);

} // namespace premap::verify

#endif
