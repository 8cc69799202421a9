#include "findings/LintRules.h"

#include "kernel/Calls.h"

#include <algorithm>

namespace premap {

static Place placeOf(const Span &Where) {
  return {Where.Path, Where.Line, Where.Column};
}

/// The way from the table to \p In.
static std::vector<LintStep> wayTo(const ConversionInput &Input,
                                   const FunctionFacts &In) {
  std::vector<LintStep> Way;
  for (const OpsEntry &Entry : Input.Entries)
    if (Way.empty())
      Way.push_back({placeOf(Entry.Where), "." + Entry.Field + " of " +
                                               Entry.Variable + " is " +
                                               Input.Handler.Name + "()"});
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
  if (!Input.Entries.empty()) {
    const OpsEntry &Entry = Input.Entries.front();
    F.Table = {Entry.Type, Entry.Field, Entry.Variable, placeOf(Entry.Where)};
  }
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

const FunctionFacts *LintReport::functionOf(const VmOpsHook &Hook) const {
  for (const FunctionFacts &F : Input.FileFunctions)
    if (F.Name == Hook.Value && F.Body.Present)
      return &F;
  return nullptr;
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
  lintVmOps(R);
  if (R.isConverted())
    lintPrepare(R);
  std::sort(R.Found.begin(), R.Found.end());
  R.Found.erase(std::unique(R.Found.begin(), R.Found.end()), R.Found.end());
  return std::move(R.Found);
}

} // namespace premap
