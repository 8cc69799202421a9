#include "tool/deliver/VerdictText.h"

#include "kernel/Errnos.h"

#include <algorithm>
#include <vector>

using nlohmann::json;

namespace premap {
namespace {

/// Lines of a paragraph, indented.
class Lines {
public:
  void add(unsigned Depth, const std::string &Line) {
    Out += std::string(4 + 2 * Depth, ' ') + Line + "\n";
  }
  std::string Out;
};

} // namespace

/// "" if \p Of has no such text.
static std::string word(const json &Of, const char *Key) {
  auto Found = Of.find(Key);
  return Found != Of.end() && Found->is_string() ? Found->get<std::string>()
                                                 : "";
}

static std::string valueText(const json &Value) {
  if (Value.is_string())
    return Value.get<std::string>();
  if (Value.is_number_integer()) {
    auto Number = Value.get<std::int64_t>();
    if (Number < 0 && Number > -4096)
      return kernel::errorText(static_cast<int>(Number));
  }
  return Value.dump(-1, ' ', false, json::error_handler_t::replace);
}

static std::string joined(const json &Words, const char *Between) {
  std::string Text;
  for (const json &Word : Words)
    Text += (Text.empty() ? "" : Between) + valueText(Word);
  return Text;
}

static void addInputs(Lines &To, const json &Inputs) {
  const json &Call = Inputs.at("mmap");
  std::string Prot = joined(Call.at("prot"), "|");
  To.add(2, "mmap(" + word(Call, "addr") + ", " + word(Call, "length") + ", " +
                (Prot.empty() ? "PROT_NONE" : Prot) + ", " +
                joined(Call.at("flags"), "|") + ", fd, ...), page offset " +
                word(Call, "pgoff"));
  To.add(2, "the hook is called with vm_flags " + word(Call, "vm_flags"));
  for (const auto &[Name, Value] : Inputs.at("state").items())
    To.add(2, "where " + Name + " is " + valueText(Value));
}

static std::string effectText(const json &Effect) {
  std::string What = word(Effect, "what");
  const json &Arguments = Effect.at("args");
  // A store has its address and what is stored.
  if (What.rfind("store to ", 0) == 0 && Arguments.size() == 2)
    return What.substr(9) + " = " + valueText(Arguments[1]);
  return What + "(" + joined(Arguments, ", ") + ")";
}

static std::string requestText(const json &Request) {
  std::string Text;
  for (const auto &[Key, Value] : Request.items())
    if (Key != "kind" && Key != "at" && Key != "result" && Key != "step")
      Text += ", " + Key + " " + valueText(Value);
  std::string Result = word(Request, "result");
  return word(Request, "kind") + Text +
         (Result.empty()  ? ""
          : Result == "0" ? ": done"
                          : ": fails with " + Result);
}

/// What one version does, in its order. The paths lead to its own text.
static void addSide(Lines &To, const char *Version, const json &Side) {
  std::string Result = word(Side, "result");
  std::string Return = word(Side, "return");
  std::string Decided = word(Side, "decided_at");
  To.add(2, std::string("the ") + Version + " version: " + Result +
                (Return.empty() ? "" : ", returns " + Return) +
                (Decided.empty() ? "" : ", decided at " + Decided));
  std::vector<std::pair<unsigned, std::string>> Steps;
  auto add = [&](const json &Step, const std::string &Text) {
    std::string At = word(Step, "at");
    Steps.emplace_back(Step.value("step", 0u),
                       At.empty() ? Text : At + ": " + Text);
  };
  for (const json &Effect : Side.at("effects"))
    add(Effect, effectText(Effect));
  for (const json &Request : Side.at("requests"))
    add(Request, requestText(Request));
  std::sort(Steps.begin(), Steps.end());
  for (const auto &[Step, Text] : Steps)
    To.add(3, Text);
}

/// What the two mappings do not have in common.
static void addVmas(Lines &To, const json &Old, const json &New) {
  if (!Old.contains("vma") || !New.contains("vma"))
    return;
  for (const auto &[Field, Value] : Old.at("vma").items()) {
    const json &Other = New.at("vma").value(Field, json());
    if (Value != Other)
      To.add(2, "the mapping's " + Field + ": old " + valueText(Value) +
                    ", new " + valueText(Other));
  }
}

/// The state after a run of the runtime model, in a line.
static std::string modelText(const json &State) {
  json Return = State.value("return", json());
  std::string Text = "the call returns " +
                     (Return.is_number_unsigned() || Return.is_number_integer()
                          ? valueText(Return)
                          : Return.dump());
  if (Return.is_number_integer() && Return.get<std::int64_t>() >= 0)
    Text = "it is mapped";
  auto list = [&](const char *Key, const char *Title) {
    auto Found = State.find(Key);
    if (Found != State.end() && Found->is_array() && !Found->empty())
      Text += std::string("; ") + Title + joined(*Found, ", ");
  };
  list("leaks", "");
  list("locks_held", "locks held: ");
  list("stale_ptes", "stale page table entries: ");
  list("warnings", "");
  return Text;
}

static void addModel(Lines &To, const json &Model) {
  if (!Model.value("confirmed", false)) {
    std::string Why = word(Model, "reason");
    To.add(2, "the runtime model does not show it" +
                  (Why.empty() ? ": it ends in the same state" : ": " + Why));
    return;
  }
  To.add(2, "on the runtime model: " + word(Model, "difference"));
  for (const char *Side : {"old", "new"})
    To.add(3, std::string(Side) + ": " + modelText(Model.at(Side)));
}

static void addExample(Lines &To, const json &Example) {
  std::string Id = word(Example, "difference");
  bool OfModel = Example.at("old").contains("schema") ||
                 !Example.at("old").contains("effects");
  To.add(1, OfModel ? "counterexample:" : "counterexample for " + Id + ":");
  addInputs(To, Example.at("inputs"));
  if (OfModel) {
    std::string Scenario = word(Example, "scenario");
    To.add(2, "on the runtime model" +
                  (Scenario.empty() ? "" : " (" + Scenario + ")") + ": " + Id);
    for (const char *Side : {"old", "new"})
      To.add(3, std::string(Side) + ": " + modelText(Example.at(Side)));
    return;
  }
  addSide(To, "old", Example.at("old"));
  addSide(To, "new", Example.at("new"));
  addVmas(To, Example.at("old"), Example.at("new"));
  if (Example.contains("model"))
    addModel(To, Example.at("model"));
}

/// One path that was followed, as `verify --trace` shows it.
static void addPath(Lines &To, const verify::PathTrace &Path) {
  To.add(1, "path, " + Path.Side + ": " + Path.End +
                (Path.Return.empty() ? "" : ", returns " + Path.Return) +
                (Path.Decided.empty() ? "" : ", decided at " + Path.Decided));
  for (const std::string &Guard : Path.Guards)
    To.add(2, "if " + Guard);
  for (const std::string &Step : Path.Steps)
    To.add(2, Step);
  for (const std::string &Field : Path.Fields)
    To.add(2, "the mapping's " + Field);
}

std::string verdictText(const verify::VerifyResult &Verdict,
                        const std::set<std::string> &Said) {
  Lines To;
  std::string About = Verdict.Table;
  if (!Verdict.OldHandler.empty() && !Verdict.NewHandler.empty())
    About += (About.empty() ? "" : ": ") + Verdict.OldHandler + "() -> " +
             Verdict.NewHandler + "()";
  if (!Verdict.Arch.empty())
    About += (About.empty() ? "" : ", ") + Verdict.Arch;
  To.add(0, verify::toString(Verdict.Result) +
                (About.empty() ? "" : " (" + About + ")"));
  for (const verify::Difference &D : Verdict.Differences)
    To.add(1, D.Id + (D.Rule.empty() ? "" : " (" + D.Rule + ")") + ": " +
                  D.Message);
  if (Verdict.Counterexample.is_object())
    addExample(To, Verdict.Counterexample);
  for (const std::string &A : Verdict.Assumptions)
    if (!Said.count(A))
      To.add(1, "assumes: " + A);
  for (const verify::PathTrace &Path : Verdict.Trace)
    addPath(To, Path);
  return To.Out;
}

} // namespace premap
