#include "tool/deliver/Explanation.h"

#include "tool/deliver/EventText.h"
#include "tool/deliver/ReasonText.h"
#include "tool/deliver/ScanReport.h"
#include "tool/deliver/SourceText.h"
#include "tool/deliver/VerdictText.h"
#include "tool/deliver/VerifyReport.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <map>

using json = nlohmann::ordered_json;

namespace premap {

/// The first and the last line of \p Function.
static std::pair<unsigned, unsigned> linesOf(const FunctionFacts &Function,
                                             const FileReader &Read) {
  const std::string Text = Read(Function.File).value_or("");
  const Span &Definition = Function.Definition;
  llvm::StringRef Body = llvm::StringRef(Text).substr(
      std::min<size_t>(Definition.Offset, Text.size()), Definition.Length);
  const unsigned First = Definition.Line ? Definition.Line : Function.Line;
  return {First, First + Body.count('\n')};
}

static std::string bodyText(const FunctionFacts &Function,
                            const FileReader &Read) {
  std::string Out = "  " + Function.Name + "() at " + Function.File + ":" +
                    std::to_string(Function.Line) + "\n";
  std::vector<Remark> Remarks;
  for (const Event &E : Function.Body.Events)
    Remarks.push_back({E.Where.Line, describe(E) +
                                         (E.InMacro ? " (in a macro)" : "") +
                                         (E.InLoop ? " (in a loop)" : "")});
  auto [First, Last] = linesOf(Function, Read);
  return Out +
         annotated(Read(Function.File).value_or(""), First, Last, Remarks);
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

static bool isIn(const FunctionFacts &Function, const Reason &R,
                 const FileReader &Read) {
  if (R.File != Function.File)
    return false;
  auto [First, Last] = linesOf(Function, Read);
  return First <= R.Line && R.Line <= Last;
}

/// The lines that \p Reasons speak of, but those of the bodies above.
static std::string placesText(const std::vector<Reason> &Reasons,
                              const Explanation &What) {
  const HandlerRecord &Record = What.Handler.Record;
  auto isShown = [&](const Reason &R) {
    return (Record.Function && isIn(*Record.Function, R, What.Read)) ||
           llvm::any_of(Record.Helpers, [&](const auto &Helper) {
             return isIn(*Helper, R, What.Read);
           });
  };
  std::map<std::string, std::map<unsigned, std::vector<Remark>>> Places;
  for (const Reason &R : Reasons)
    if (R.Line && !isShown(R))
      Places[R.File][R.Line].push_back(
          {R.Line, R.Rule.empty() ? "this" : R.Rule});
  std::string Out;
  for (const auto &[File, Lines] : Places) {
    std::string Code;
    for (const auto &[Line, Remarks] : Lines)
      Code += annotated(What.Read(File).value_or(""), Line, Line, Remarks);
    if (!Code.empty())
      Out += "  in " + File + "\n" + Code;
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
  return Out + placesText(H.Reasons, What);
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
    Out += "\nWhat it does\n" + bodyText(*Record.Function, What.Read);
    for (const auto &Helper : Record.Helpers)
      Out += "\n" + bodyText(*Helper, What.Read);
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
