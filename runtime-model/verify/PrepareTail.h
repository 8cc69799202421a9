// What the kernel does after an mmap_prepare hook returned 0: check the action,
// perform it, call mapped(), unmap on an error (mm/vma.c, mm/util.c).
#ifndef PREMAP_VERIFY_PREPARETAIL_H
#define PREMAP_VERIFY_PREPARETAIL_H

#include "verify/HandlerPairs.h"
#include "verify/Outcome.h"

namespace premap::verify {

class PrepareTail {
public:
  PrepareTail(Executor &X, const MmapInputs &In, HookCaller Caller)
      : X(X), In(In), Caller(Caller), Has(prepareFeatures(X.Code.types())) {}

  /// \p O: the hook returned 0. \returns all ways in which the call ends.
  std::vector<Outcome> run(Outcome O);

private:
  bool translatesErrors(Outcome &O);
  void checkAction(Outcome O, std::vector<Outcome> &Out);
  void rejectAction(Outcome &O, const z3::expr &Reject, int Errno,
                    std::vector<Outcome> &Out, bool &Stop);
  void perform(Outcome O, RequestKind Kind, std::vector<z3::expr> Args,
               std::vector<Outcome> &Out);
  void callMapped(Outcome O, std::vector<Outcome> &Out);
  void callSuccessHook(Outcome O, std::vector<Outcome> &Out);
  void fail(Outcome O, Stage Where, const z3::expr &Code,
            std::vector<Outcome> &Out);
  void finish(Outcome O, Stage Where, const z3::expr &Code,
              std::vector<Outcome> &Out);
  /// Runs a callback of the final vm_ops or the action with \p Arguments;
  /// false if there is none. Paths with an obstacle go to \p Out.
  bool callback(const Outcome &O, const z3::expr &Function,
                const std::vector<Value> &Arguments, std::vector<Outcome> &Ends,
                std::vector<Outcome> &Out);
  /// A member of the final vm_ops; 0 if it is not set or not known.
  z3::expr opsMember(Outcome &O, const char *Field);
  z3::expr descField(Outcome &O, const char *Field);
  std::vector<Outcome> withVma(Outcome O, const z3::expr &Function,
                               std::vector<Outcome> &Out);

  Executor &X;
  const MmapInputs &In;
  const HookCaller Caller;
  PrepareFeatures Has;
};

} // namespace premap::verify

#endif
