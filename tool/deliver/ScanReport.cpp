#include "tool/deliver/ScanReport.h"

#include "tool/deliver/ExitCode.h"

#include "tool/deliver/MissingParts.h"
#include "tool/deliver/ReasonText.h"

#include <algorithm>
#include <map>
#include <set>

using json = nlohmann::ordered_json;

namespace premap {

static void append(std::vector<std::string> &To,
                   const std::vector<std::string> &From) {
  for (const std::string &Item : From)
    if (std::find(To.begin(), To.end(), Item) == To.end())
      To.push_back(Item);
}

/// The sums of the handler's body and of its helpers' bodies.
static HandlerBody sumOfBodies(const HandlerRecord &Record) {
  HandlerBody Sum;
  std::vector<std::shared_ptr<const FunctionFacts>> All = Record.Helpers;
  if (Record.Function)
    All.insert(All.begin(), Record.Function);
  for (const auto &Function : All) {
    const HandlerBody &B = Function->Body;
    append(Sum.VmOps, B.VmOps);
    append(Sum.FlagsSet, B.FlagsSet);
    append(Sum.FlagsCleared, B.FlagsCleared);
    append(Sum.FlagsTested, B.FlagsTested);
    append(Sum.CallsWithVma, B.CallsWithVma);
    append(Sum.Acquires, B.Acquires);
    append(Sum.LocksHeldOverRemap, B.LocksHeldOverRemap);
    Sum.PrivateDataWritten |= B.PrivateDataWritten;
    Sum.PageProtWritten |= B.PageProtWritten;
    Sum.PgoffWritten |= B.PgoffWritten;
    Sum.FileWritten |= B.FileWritten;
  }
  return Sum;
}

namespace {

/// What an mmap_prepare hook says in its descriptor.
struct PrepareFacts {
  std::vector<std::string> FieldsWritten; ///< "vm_ops", "action.error_override"
  std::vector<std::string> Actions;       ///< helpers' names
};

} // namespace

static PrepareFacts prepareFacts(const HandlerRecord &Record) {
  PrepareFacts Facts;
  std::vector<std::shared_ptr<const FunctionFacts>> All = Record.Helpers;
  if (Record.Function)
    All.insert(All.begin(), Record.Function);
  for (const auto &Function : All)
    for (const Event &E : Function->Body.Events) {
      if (E.Kind == EventKind::FieldWrite)
        append(Facts.FieldsWritten, {E.Name + E.Chain});
      else if (E.Kind == EventKind::Map)
        append(Facts.Actions, {E.Name});
    }
  return Facts;
}

json factsToJson(const HandlerRecord &Record) {
  HandlerBody B = sumOfBodies(Record);
  json Facts = {{"vm_ops", B.VmOps},
                {"flags_set", B.FlagsSet},
                {"flags_cleared", B.FlagsCleared},
                {"flags_tested", B.FlagsTested},
                {"private_data_written", B.PrivateDataWritten},
                {"page_prot_written", B.PageProtWritten},
                {"pgoff_written", B.PgoffWritten},
                {"file_written", B.FileWritten},
                {"calls_with_vma", B.CallsWithVma},
                {"acquires", B.Acquires},
                {"locks_held_over_remap", B.LocksHeldOverRemap}};
  if (!Record.Converted)
    return Facts;
  PrepareFacts Prepare = prepareFacts(Record);
  json Tables = json::array();
  for (const VmOpsTable &Table : Record.VmOps) {
    json Hooks = json::object();
    for (const VmOpsHook &Hook : Table.Hooks)
      if (!Hook.Inactive)
        Hooks[Hook.Field] = Hook.Value;
    Tables.push_back({{"variable", Table.Name},
                      {"file", Table.File},
                      {"line", Table.Line},
                      {"mapped", Hooks.contains("mapped")},
                      {"close", Hooks.contains("close")},
                      {"hooks", std::move(Hooks)}});
  }
  Facts["fields_written"] = Prepare.FieldsWritten;
  Facts["actions"] = Prepare.Actions;
  Facts["vm_ops_tables"] = std::move(Tables);
  return Facts;
}

static json orNull(const std::string &Text) {
  return Text.empty() ? json(nullptr) : json(Text);
}

static json targetToJson(const HandlerResult &H, const ScanResult &Scan) {
  if (!H.Accepted)
    return nullptr;
  return {{"api", Scan.TargetProfile},
          {"action", orNull(H.Accepted->Action)},
          {"success_hook", nullptr},
          {"error_hook", orNull(H.Accepted->ErrorHook)},
          {"error_override", orNull(H.Accepted->ErrorOverride)},
          {"mapped", orNull(H.Accepted->Mapped)}};
}

static json reasonsToJson(const std::vector<Reason> &Reasons) {
  json List = json::array();
  for (const Reason &R : Reasons)
    List.push_back({{"rule", R.Rule},
                    {"message", R.Message},
                    {"file", R.File},
                    {"line", R.Line},
                    {"missing", orNull(R.Missing)}});
  return List;
}

/// How a handler was read: as it is compiled, or with a made up command; null
/// if it was not.
static json parsedAs(const HandlerResult &H) {
  if (H.Outcome == State::NotCompiled || H.Outcome == State::ParseFailed)
    return nullptr;
  return H.isBestEffort() ? "best_effort" : "compiled";
}

static json handlerToJson(const HandlerResult &H, const ScanResult &Scan) {
  const HandlerRecord &R = H.Record;
  json Ops = json::array();
  for (const OpsEntry &E : R.Ops)
    Ops.push_back({{"type", E.Type},
                   {"field", E.Field},
                   {"variable", E.Variable},
                   {"file", E.Where.Path},
                   {"line", E.Where.Line},
                   {"form", nlohmann::json(E.Form)}});
  json Classes = json::array();
  for (HandlerClass C : R.Classes)
    Classes.push_back(toString(C));
  return {{"id", R.Id},
          {"name", R.Name},
          {"file", R.File},
          {"line", R.Line},
          {"ops", Ops},
          {"class", R.Class ? json(toString(*R.Class)) : json(nullptr)},
          {"classes", Classes},
          {"facts", factsToJson(R)},
          {"target", targetToJson(H, Scan)},
          {"state", toString(H.Outcome)},
          {"reasons", reasonsToJson(H.Reasons)},
          {"warnings", reasonsToJson(H.Accepted ? H.Accepted->Warnings
                                                : std::vector<Reason>())},
          {"archs", R.Archs},
          {"parsed", parsedAs(H)},
          {"not_compiled_because", orNull(H.WhyNotCompiled)}};
}

/// Handlers of the report, in order.
static std::vector<const HandlerResult *> shown(const ScanResult &Scan,
                                                bool AllTables) {
  std::vector<const HandlerResult *> List;
  for (const HandlerResult &H : Scan.Handlers)
    if (AllTables || !H.Record.Inner)
      List.push_back(&H);
  return List;
}

namespace {

struct Counts {
  unsigned Handlers = 0;
  std::map<std::string, unsigned> ByClass, ByState;
  MissingParts Missing; ///< of the declined

  void add(const HandlerResult &H) {
    ++Handlers;
    if (H.Outcome == State::Declined)
      countMissing(H.Reasons, Missing);
    ++ByState[toString(H.Outcome)];
    if (H.Record.Class)
      ++ByClass[toString(*H.Record.Class)];
  }
};

} // namespace

json scanToJson(const ScanResult &Scan, bool AllTables) {
  json Handlers = json::array();
  Counts Compiled, BestEffort;
  for (const HandlerResult *H : shown(Scan, AllTables)) {
    Handlers.push_back(handlerToJson(*H, Scan));
    (H->isBestEffort() ? BestEffort : Compiled).add(*H);
  }
  std::map<std::string, unsigned> &ByState = Compiled.ByState;
  json Pairs = json::array();
  for (const TablePair &P : Scan.Pairs)
    Pairs.push_back({{"file", P.TableFile}, {"handler", P.HandlerId}});
  json Incomplete = json::array();
  for (const IncompleteFile &F : Scan.Incomplete)
    Incomplete.push_back({{"file", F.File}, {"reason", F.Reason}});
  size_t Count = Handlers.size();
  unsigned Converted = ByState[toString(State::AlreadyConverted)];
  if (!Converted)
    ByState.erase(toString(State::AlreadyConverted));
  return {{"schema", "premap.scan/1"},
          {"tree",
           {{"version", Scan.Version},
            {"archs", Scan.Archs},
            {"api",
             {{"profile", Scan.TreeProfile},
              {"features", Scan.TreeFeatures},
              {"converted", Converted}}},
            {"target",
             {{"profile", Scan.TargetProfile}, {"preview", Scan.Preview}}}}},
          {"handlers", std::move(Handlers)},
          {"pairs", std::move(Pairs)},
          {"incomplete", std::move(Incomplete)},
          {"summary",
           {{"handlers", Count},
            {"pairs", Scan.Pairs.size()},
            {"by_class", Compiled.ByClass},
            {"by_state", ByState},
            {"by_missing", Compiled.Missing},
            {"best_effort",
             {{"handlers", BestEffort.Handlers},
              {"by_class", BestEffort.ByClass},
              {"by_state", BestEffort.ByState},
              {"by_missing", BestEffort.Missing}}},
            {"text_hits", Scan.Account.Entries.size()},
            {"text_hits_by_state", Scan.Account.Sums}}}};
}

static const char *heading(State S) {
  switch (S) {
  case State::Convertible:
    return "Can be converted";
  case State::Declined:
    return "Declined";
  case State::AlreadyConverted:
    return "Converted already";
  case State::NotCompiled:
    return "Not compiled in this configuration";
  case State::ParseFailed:
    return "Could not be parsed";
  case State::TextOnly:
    return "Text only";
  case State::Converted:
    return "Converted";
  case State::ConvertedUnderAssumptions:
    return "Converted, under assumptions";
  case State::Inconclusive:
    return "Converted, not decided by verification";
  case State::Refuted:
    return "Refuted by verification: not converted";
  case State::EditFailed:
    return "The rewritten text did not hold: not converted";
  }
  return "";
}

static std::string headline(const ScanResult &Scan) {
  std::string Out = "Linux " + Scan.Version + ", ";
  for (size_t I = 0; I < Scan.Archs.size(); ++I)
    Out += (I ? ", " : "") + Scan.Archs[I];
  Out += Scan.TreeProfile == "none"
             ? ": has no mmap_prepare"
             : ": mmap_prepare as in " + Scan.TreeProfile;
  Out +=
      Scan.Preview ? "; planned for " + Scan.TargetProfile + " (preview)" : "";
  return Out + "\n";
}

static std::string handlerLines(const HandlerResult &H) {
  const HandlerRecord &R = H.Record;
  std::string Line =
      "  " + R.File + ":" + std::to_string(R.Line) + ": " + R.Name;
  if (R.Class)
    Line += "  [" + toString(*R.Class) + "]";
  Line += "\n";
  if (H.Outcome == State::NotCompiled)
    return Line;
  for (const std::string &Why : reasonLines(H.Reasons))
    Line += "      " + Why + "\n";
  if (H.Accepted)
    for (const std::string &Why : reasonLines(H.Accepted->Warnings))
      Line += "      note: " + Why + "\n";
  return Line;
}

/// The same cause stands over many files of another architecture.
static std::string
notCompiledLines(const std::vector<const HandlerResult *> &Handlers) {
  std::map<std::string, std::vector<const HandlerResult *>> ByCause;
  for (const HandlerResult *H : Handlers)
    ByCause[H->Reasons.empty() ? "" : H->Reasons.front().Message].push_back(H);
  std::string Out;
  for (const auto &[Cause, List] : ByCause) {
    if (!Cause.empty())
      Out += "  (" + Cause + ")\n";
    for (const HandlerResult *H : List)
      Out += handlerLines(*H);
  }
  return Out;
}

std::string scanToText(const ScanResult &Scan, bool AllTables) {
  std::map<std::pair<bool, State>, std::vector<const HandlerResult *>> ByState;
  size_t Count = 0, BestEffort = 0;
  for (const HandlerResult *H : shown(Scan, AllTables)) {
    ByState[{H->isBestEffort(), H->Outcome}].push_back(H);
    ++Count;
    BestEffort += H->isBestEffort();
  }
  std::string Out = headline(Scan);
  for (const auto &[Key, List] : ByState) {
    const auto &[IsBestEffort, S] = Key;
    Out += "\n" + std::string(heading(S)) +
           (IsBestEffort ? ", read best-effort: no configuration compiles it"
                         : "") +
           " (" + std::to_string(List.size()) + ")\n";
    if (S == State::NotCompiled) {
      Out += notCompiledLines(List);
      continue;
    }
    for (const HandlerResult *H : List)
      Out += handlerLines(*H);
  }
  if (!Scan.Incomplete.empty()) {
    Out += "\nNot analysed: these files did not parse (" +
           std::to_string(Scan.Incomplete.size()) + ")\n";
    for (const IncompleteFile &F : Scan.Incomplete)
      Out += "  " + F.File + ": " + F.Reason + "\n";
  }
  Out += "\n" + std::to_string(Count) + " handlers" +
         (BestEffort
              ? " (" + std::to_string(BestEffort) + " of them read best-effort)"
              : "") +
         ", " + std::to_string(Scan.Pairs.size()) +
         " pairs of table file and handler; " +
         std::to_string(Scan.Account.Entries.size()) +
         " places named by the text search:";
  const char *Comma = " ";
  for (const auto &[State, Sum] : Scan.Account.Sums) {
    Out += Comma + std::to_string(Sum) + " " + State;
    Comma = ", ";
  }
  return Out + "\n";
}

int exitCodeOf(const ScanResult &Result) {
  return Result.Incomplete.empty() ? ExitOk : ExitIncomplete;
}

} // namespace premap
