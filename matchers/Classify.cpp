#include "matchers/Classify.h"

#include "matchers/classes/Predicates.h"

#include "llvm/Support/ErrorHandling.h"

namespace premap {

static bool applies(HandlerClass Class, const Evidence &Seen) {
  switch (Class) {
  case HandlerClass::RejectOnly:
    return isRejectOnly(Seen);
  case HandlerClass::VmOpsOnly:
    return isVmOpsOnly(Seen);
  case HandlerClass::FlagSetting:
    return isFlagSetting(Seen);
  case HandlerClass::GenericFile:
    return isGenericFile(Seen);
  case HandlerClass::RemapPfnRange:
    return isRemapPfnRange(Seen);
  case HandlerClass::IoRemap:
    return isIoRemap(Seen);
  case HandlerClass::PageInsertion:
    return isPageInsertion(Seen);
  case HandlerClass::PostHook:
    return isPostHook(Seen);
  case HandlerClass::Delegating:
    return isDelegating(Seen);
  case HandlerClass::Stacked:
    return isStacked(Seen);
  case HandlerClass::KeepsVma:
    return keepsVma(Seen);
  }
  llvm_unreachable("all classes are handled");
}

Classification classify(const HandlerReading &Reading) {
  Classification Result;
  if (!Reading.Handler || !Reading.Handler->Present)
    return Result;
  Evidence Seen(Reading);
  for (int I = 0; I <= static_cast<int>(HandlerClass::KeepsVma); ++I)
    if (auto Class = static_cast<HandlerClass>(I); applies(Class, Seen))
      Result.Classes.push_back(Class);
  if (!Result.Classes.empty())
    Result.Class = Result.Classes.back();
  return Result;
}

} // namespace premap
