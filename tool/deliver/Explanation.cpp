#include "tool/deliver/Explanation.h"

#include "tool/deliver/EventText.h"
#include "tool/deliver/ReasonText.h"
#include "tool/deliver/ScanReport.h"
#include "tool/deliver/VerdictText.h"
#include "tool/deliver/VerifyReport.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>

using json = nlohmann::ordered_json;

namespace premap {

static std::string oneLine(llvm::StringRef Text) {
  std::string Out;
  bool Space = false;
  for (char C : Text) {
    if (C == ' ' || C == '\t' || C == '\n' || C == '\r' || C == '\\') {
      Space = !Out.empty();
      continue;
    }
    if (Space)
      Out += ' ';
    Space = false;
    Out += C;
  }
  constexpr size_t Widest = 90;
  return Out.size() > Widest ? Out.substr(0, Widest - 3) + "..." : Out;
}

static std::string bodyText(const FunctionFacts &Function) {
  std::string Out = "  " + Function.Name + "() at " + Function.File + ":" +
                    std::to_string(Function.Line) + "\n";
  for (const Event &E : Function.Body.Events) {
    std::string Where = std::to_string(E.Where.Line);
    Where.insert(0, Where.size() < 6 ? 6 - Where.size() : 0, ' ');
    std::string What = describe(E);
    What.resize(std::max<size_t>(What.size(), 36), ' ');
    Out += Where + "  " + What + "  " + oneLine(E.Text) +
           (E.InMacro ? "   (in a macro)" : "") +
           (E.InLoop ? "   (in a loop)" : "") + "\n";
  }
  return Out;
}

static std::string tablesText(const HandlerRecord &Record) {
  std::string Out = "Used by\n";
  for (const OpsEntry &E : Record.Ops)
    Out += "  " + E.Where.Path + ":" + std::to_string(E.Where.Line) + ": ." +
           E.Field + " of " +
           (E.Type.empty() ? "a table" : "struct " + E.Type) +
           (E.Variable.empty() ? "" : " " + E.Variable) + "\n";
  return Out;
}

static std::string joined(const std::vector<std::string> &Names) {
  std::string Out;
  for (const std::string &Name : Names)
    Out += (Out.empty() ? "" : ", ") + Name;
  return Out;
}

/// What a hook that needs no conversion asks the core for.
static std::string preparedText(const HandlerRecord &Record) {
  std::string Out = "Converted already: an mmap_prepare hook\n";
  json Facts = factsToJson(Record);
  auto add = [&](const char *What, const std::vector<std::string> &Names) {
    if (!Names.empty())
      Out += std::string("  ") + What + " " + joined(Names) + "\n";
  };
  add("writes", Facts.at("fields_written"));
  add("sets the flags", Facts.at("flags_set"));
  add("clears the flags", Facts.at("flags_cleared"));
  add("asks for", Facts.at("actions"));
  for (const VmOpsTable &Table : Record.VmOps) {
    std::vector<std::string> Hooks;
    for (const VmOpsHook &Hook : Table.Hooks)
      if (!Hook.Inactive)
        Hooks.push_back("." + Hook.Field);
    add(("vm_ops " + Table.Name + " at " + Table.File + ":" +
         std::to_string(Table.Line) + " has")
            .c_str(),
        Hooks);
  }
  return Out;
}

/// The plan in words, or every obstacle.
static std::string planText(const Explanation &What) {
  const HandlerResult &H = What.Handler;
  std::string Target =
      What.Scan.TargetProfile + (What.Scan.Preview ? " (preview)" : "");
  if (H.Accepted) {
    std::string Out = "Plan for " + Target + "\n" + describe(*H.Accepted);
    for (const std::string &Line : reasonLines(H.Accepted->Warnings))
      Out += "  note: " + Line + "\n";
    return Out;
  }
  if (H.Outcome == State::AlreadyConverted)
    return preparedText(H.Record);
  std::string Out = "Not converted for " + Target + ", because\n";
  for (const std::string &Line : reasonLines(H.Reasons))
    Out += "  " + Line + "\n";
  for (const std::string &Line : reasonLines(H.Notes))
    Out += "  note: " + Line + "\n";
  return Out;
}

std::string explanationToText(const Explanation &What) {
  const HandlerRecord &Record = What.Handler.Record;
  std::string Out = Record.Id + "\n\n" + tablesText(Record);
  if (What.Handler.isBestEffort())
    Out +=
        "\nRead best-effort, with a made up compile command, because\n  " +
        What.Handler.WhyNotCompiled + "\n" +
        (What.Handler.Accepted ? "  It is converted only with --best-effort.\n"
                               : "");
  if (Record.Function) {
    Out += "\nWhat it does\n" + bodyText(*Record.Function);
    for (const auto &Helper : Record.Helpers)
      Out += bodyText(*Helper);
  } else if (!Record.WhyNoBody.empty()) {
    Out += "\nIts body was not read: " + Record.WhyNoBody + "\n";
  }
  if (Record.Class) {
    Out += "\nClass " + toString(*Record.Class) + "\n";
    std::string Others;
    for (HandlerClass C : Record.Classes)
      if (C != *Record.Class)
        Others += (Others.empty() ? "" : ", ") + toString(C);
    if (!Others.empty())
      Out += "  also: " + Others + "\n";
  }
  for (const std::string &Sentence : Record.Disagreements)
    Out += "  " + Sentence + "\n";
  Out += "\n" + planText(What);
  const RewriteOutcome &O = What.Outcome;
  if (What.Handler.Accepted) {
    Out += "\nResult: " + toString(O.Outcome) + "\n";
    for (const std::string &Line : reasonLines(O.Reasons))
      Out += "  " + Line + "\n";
    for (const verify::VerifyResult &Verdict : O.Verdicts)
      Out += verdictText(Verdict);
  }
  return Out;
}

json explanationToJson(const Explanation &What) {
  const HandlerRecord &Record = What.Handler.Record;
  json Events = json::array();
  auto add = [&](const FunctionFacts &Function) {
    for (const Event &E : Function.Body.Events)
      Events.push_back({{"function", Function.Name},
                        {"file", Function.File},
                        {"line", E.Where.Line},
                        {"kind", nlohmann::json(E.Kind)},
                        {"text", E.Text}});
  };
  if (Record.Function)
    add(*Record.Function);
  for (const auto &Helper : Record.Helpers)
    add(*Helper);
  json Plan = json::array(), Reasons = json::array();
  if (What.Handler.Accepted)
    for (const PlanStep &Step : What.Handler.Accepted->Steps)
      Plan.push_back({{"text", Step.Text},
                      {"file", Step.Where.Path},
                      {"line", Step.Where.Line}});
  for (const Reason &R : What.Handler.Reasons)
    Reasons.push_back({{"rule", R.Rule},
                       {"message", R.Message},
                       {"file", R.File},
                       {"line", R.Line}});
  return {{"schema", "premap.explain/1"},
          {"id", Record.Id},
          {"class", Record.Class ? json(toString(*Record.Class)) : json()},
          {"facts", factsToJson(Record)},
          {"events", std::move(Events)},
          {"target", What.Scan.TargetProfile},
          {"plan", std::move(Plan)},
          {"obstacles", std::move(Reasons)},
          {"state", toString(What.Outcome.Outcome)},
          {"best_effort", What.Handler.isBestEffort()},
          {"verify", verdictsToJson(What.Outcome.Verdicts)}};
}

} // namespace premap
