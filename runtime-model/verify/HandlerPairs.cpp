#include "verify/HandlerPairs.h"
#include "kernel/Fields.h"
#include "kernel/Hooks.h"

#include <algorithm>

namespace premap::verify {

static bool isForm(const std::string &Old, const std::string &New) {
  return Old == New || New == kernel::prepareForm(Old);
}

HookCaller callerOf(const HookPair &Pair, const VerifyInput &Input) {
  const std::vector<std::string> &Got = Pair.Old.Parameters;
  bool GotVma =
      std::find(Got.begin(), Got.end(), kernel::VmaRecord) != Got.end();
  if (Pair.New.Record == "file_operations" || !GotVma ||
      (Input.Moved && Input.Moved->Record == Pair.New.Record))
    return HookCaller::Core;
  return Input.Unset && Input.Unset->Record == Pair.New.Record
             ? HookCaller::Compat
             : HookCaller::Either;
}

std::vector<HookPair> pairHooks(const std::vector<TableHook> &Old,
                                const std::vector<TableHook> &New,
                                const std::string &Handler,
                                std::vector<TableHook> &Unpaired,
                                std::vector<TableHook> &Added) {
  for (const TableHook &N : New) {
    bool Paired = std::any_of(Old.begin(), Old.end(), [&](const TableHook &O) {
      return O.Table == N.Table && O.Record == N.Record &&
             isForm(O.Field, N.Field);
    });
    if (!Paired && (Handler.empty() || Handler == N.Function))
      Added.push_back(N);
  }
  std::vector<HookPair> Pairs;
  for (const TableHook &O : Old) {
    const TableHook *Partner = nullptr;
    bool Both = false;
    for (const TableHook &N : New)
      if (O.Table == N.Table && O.Record == N.Record &&
          isForm(O.Field, N.Field)) {
        Both |= Partner && Partner->Field != N.Field;
        Partner = &N;
      }
    bool Wanted = Handler.empty() || Handler == O.Function ||
                  (Partner && Handler == Partner->Function);
    if (!Wanted)
      continue;
    if (!Partner) {
      Unpaired.push_back(O);
      continue;
    }
    bool Known = false;
    for (HookPair &P : Pairs)
      if (P.Old.Function == O.Function && P.New.Function == Partner->Function) {
        P.Tables += ", " + O.Table;
        P.Both |= Both;
        Known = true;
      }
    if (!Known)
      Pairs.push_back({O, *Partner, O.Table, Both});
  }
  return Pairs;
}

} // namespace premap::verify
