// The operations that a hook gives its mappings.
#include "findings/LintRules.h"

#include "kernel/Flags.h"

#include <algorithm>

namespace premap {

/// What \p Close gives back, or null.
static const Event *release(const FunctionFacts &Close) {
  for (const Event &E : Close.Body.Events)
    if (E.Kind == EventKind::Release && !E.Unevaluated)
      return &E;
  return nullptr;
}

/// Whether open() may take what close() gives back: it does more than nothing.
static bool takesInOpen(const LintReport &R, const VmOpsTable &Table) {
  const VmOpsHook *Open = Table.hook("open");
  if (!Open)
    return false;
  const FunctionFacts *Function = R.functionOf(*Open);
  return !Function ||
         std::any_of(Function->Body.Steps.begin(), Function->Body.Steps.end(),
                     [](const Step &S) {
                       return S.Kind == StepKind::Call ||
                              S.Kind == StepKind::Store;
                     });
}

/// fork() and munmap() of a part make more mappings, each with its close().
static void lintClose(LintReport &R, const VmOpsTable &Table) {
  const VmOpsHook *Close = Table.hook("close");
  if (!Close || Close->Inactive || takesInOpen(R, Table))
    return;
  const bool Copied = !R.sets(std::string(kernel::NotCopied));
  const bool Split = !Table.hook("may_split");
  const FunctionFacts *Function = R.functionOf(*Close);
  const Event *Release = Function ? release(*Function) : nullptr;
  if (!Release || (!Copied && !Split))
    return;
  // Whoever writes down what remains counts by itself.
  const std::vector<Step> &Steps = Function->Body.Steps;
  bool Counts = std::any_of(Steps.begin(), Steps.end(), [](const Step &S) {
    return S.Kind == StepKind::Store && S.Size;
  });
  R.say(rule::LM04,
        Counts || !R.Input.Handler.Body.Present ? Confidence::Possible
                                                : Confidence::Likely,
        *Function, *Release,
        Release->Name + "() runs for every close of " + Table.Name +
            ", whose open() takes nothing: " +
            (Copied ? "fork() copies the mapping"
                    : "a part of the mapping may be unmapped") +
            ", and each copy is closed");
}

static void lintFault(LintReport &R, const VmOpsTable &Table) {
  for (const char *Field : {"page_mkwrite", "pfn_mkwrite"}) {
    const VmOpsHook *Hook = Table.hook(Field);
    const FunctionFacts *Function = Hook ? R.functionOf(*Hook) : nullptr;
    if (!Function)
      continue;
    for (const Event &E : Function->Body.Events)
      if (E.Kind == EventKind::Return &&
          E.Value.Text.find("VM_FAULT_RETRY") != std::string::npos)
        R.say(rule::LM10, Confidence::Certain, *Function, E,
              std::string(Field) + "() returns VM_FAULT_RETRY, which the core "
                                   "takes for success");
  }
}

/// mapped() is called for mmap_prepare only.
static void lintNeverMapped(LintReport &R, const VmOpsTable &Table) {
  const VmOpsHook *Mapped = Table.hook("mapped");
  if (!Mapped || Mapped->Inactive || R.isConverted() || R.hasCallers())
    return;
  for (const Teammate &T : R.Together.Members)
    for (const Event &E : T.events())
      if (E.Kind == EventKind::FieldWrite && E.Name == "vm_ops")
        R.say(rule::PM028, Confidence::Certain, *T.Facts, E,
              Table.Name + ".mapped is never called for a file that has .mmap");
}

void lintVmOps(LintReport &R) {
  for (const VmOpsTable *Table : R.vmOps()) {
    lintClose(R, *Table);
    lintFault(R, *Table);
    lintNeverMapped(R, *Table);
  }
}

} // namespace premap
