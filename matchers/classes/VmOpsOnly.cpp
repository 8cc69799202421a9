#include "matchers/classes/Predicates.h"

namespace premap {

// The handler can succeed, and all that it does to the vma is to set fields
// other than the flags (vm_ops, vm_private_data, vm_page_prot), or nothing: it
// maps nothing itself and hands the vma to nobody who might.
bool isVmOpsOnly(const Evidence &Seen) {
  return !isRejectOnly(Seen) && !isFlagSetting(Seen) && !isGenericFile(Seen) &&
         !isRemapPfnRange(Seen) && !isIoRemap(Seen) && !isPageInsertion(Seen) &&
         !isPostHook(Seen) && !isDelegating(Seen) && !isStacked(Seen) &&
         !keepsVma(Seen);
}

} // namespace premap
