#include "findings/LintRules.h"

#include "kernel/Calls.h"

#include <algorithm>

namespace premap {

static Place placeOf(const Span &Where) {
  return {Where.Path, Where.Line, Where.Column};
}

/// The entry that names \p In, else the first one.
static const OpsEntry *entryOf(const ConversionInput &Input,
                               const FunctionFacts &In) {
  for (const OpsEntry &Entry : Input.Entries)
    if (Entry.Handler == In.Name)
      return &Entry;
  return Input.Entries.empty() ? nullptr : &Input.Entries.front();
}

/// The way from the table to \p In.
static std::vector<LintStep> wayTo(const ConversionInput &Input,
                                   const FunctionFacts &In) {
  std::vector<LintStep> Way;
  if (const OpsEntry *Entry = entryOf(Input, In))
    Way.push_back({placeOf(Entry->Where), "." + Entry->Field + " of " +
                                              Entry->Variable + " is " +
                                              Entry->Handler + "()"});
  if (In.Name == Input.Handler.Name)
    return Way;
  const HandlerBody &Body = Input.Handler.Body;
  for (const Event &E : Body.Events)
    if (E.Kind == EventKind::HelperCall && E.Name == In.Name) {
      Way.push_back({placeOf(E.Where),
                     Input.Handler.Name + "() calls " + In.Name + "()"});
      break;
    }
  return Way;
}

void LintReport::say(std::string_view Rule, Confidence How,
                     const FunctionFacts &In, const Span &Where,
                     const std::string &Statement, std::string Message) {
  LintFinding F;
  F.Rule = Rule;
  F.Where = placeOf(Where);
  F.Function = In.Name;
  F.Message = std::move(Message);
  F.How = How;
  if (const OpsEntry *Entry = entryOf(Input, In))
    F.Table = {Entry->Type, Entry->Field, Entry->Variable,
               placeOf(Entry->Where)};
  F.Way = wayTo(Input, In);
  if (const kernel::Rule *Row = kernel::ruleOf(Rule))
    F.Fix = Row->Cure;
  F.Statement = oneLine(Statement);
  Found.push_back(std::move(F));
}

void LintReport::say(std::string_view Rule, Confidence How,
                     const FunctionFacts &In, const Event &At,
                     std::string Message) {
  say(Rule, How, In, At.Where, At.Text, std::move(Message));
}

bool LintReport::hasCallers() const {
  return std::none_of(
      Input.Entries.begin(), Input.Entries.end(),
      [](const OpsEntry &E) { return E.Type == "file_operations"; });
}

std::vector<const VmOpsTable *> LintReport::vmOps() const {
  std::vector<const VmOpsTable *> Out;
  for (const Teammate &T : Together.Members)
    for (const std::string &Name : T.body().VmOps)
      for (const VmOpsTable &Table : Input.VmOps)
        if (Table.Name == Name &&
            std::find(Out.begin(), Out.end(), &Table) == Out.end())
          Out.push_back(&Table);
  return Out;
}

const FunctionFacts *LintReport::functionNamed(std::string_view Name) const {
  for (const FunctionFacts &F : Input.FileFunctions)
    if (F.Name == Name && F.Body.Present)
      return &F;
  return nullptr;
}

const FunctionFacts *LintReport::functionOf(const VmOpsHook &Hook) const {
  return functionNamed(Hook.Value);
}

bool lists(const std::vector<std::string> &Flags, std::string_view Flag) {
  return std::find(Flags.begin(), Flags.end(), Flag) != Flags.end();
}

bool LintReport::sets(const std::string &Flag) const {
  return std::any_of(
      Together.Members.begin(), Together.Members.end(),
      [&](const Teammate &T) { return lists(T.body().FlagsSet, Flag); });
}

bool LintReport::clears(const std::string &Flag) const {
  return std::any_of(
      Together.Members.begin(), Together.Members.end(),
      [&](const Teammate &T) { return lists(T.body().FlagsCleared, Flag); });
}

static std::vector<LintFinding> settled(std::vector<LintFinding> &Found) {
  std::sort(Found.begin(), Found.end());
  Found.erase(std::unique(Found.begin(), Found.end()), Found.end());
  return std::move(Found);
}

std::vector<LintFinding> lintFindings(const ConversionInput &Facts,
                                      const ApiFeatures &Api) {
  if (!Facts.Handler.Body.Present || kernel::isLibraryHook(Facts.Handler.Name))
    return {};
  // Another hook that shares a helper is linted for itself.
  LintReport R{Facts, Api, teamOf(Facts), {}};
  std::erase_if(R.Together.Members,
                [](const Teammate &T) { return T.Peer != nullptr; });
  lintMappings(R);
  lintFlags(R);
  lintOffsets(R);
  lintErrors(R);
  lintCounts(R);
  lintLookups(R);
  lintSplits(R);
  lintVmOps(R);
  if (R.isConverted()) {
    lintPrepare(R);
    lintMapped(R);
  }
  return settled(R.Found);
}

std::vector<LintFinding> lintTable(const VmOpsTable &Table,
                                   const std::vector<FunctionFacts> &Functions,
                                   const ApiFeatures &Api) {
  ConversionInput Input;
  Input.FileFunctions = Functions;
  Input.VmOps.push_back(Table);
  for (const VmOpsHook &Hook : Table.Hooks) {
    OpsEntry Entry;
    Entry.Type = "vm_operations_struct";
    Entry.Field = Hook.Field;
    Entry.Variable = Table.Name;
    Entry.Where.Path = Table.File;
    Entry.Where.Line = Table.Line;
    Entry.Handler = Hook.Value;
    Input.Entries.push_back(std::move(Entry));
  }
  // Nobody is known who installs it.
  Input.Handler.Body.VmOps.push_back(Table.Name);
  LintReport R{Input, Api, {}, {}};
  R.Together.Members.push_back({&Input.Handler, false, nullptr, {}});
  lintLookups(R);
  lintSplits(R);
  lintVmOps(R);
  return settled(R.Found);
}

} // namespace premap
