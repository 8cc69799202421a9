#include "tool/lint/LintReport.h"

#include "llvm/ADT/StringRef.h"

#include <map>

using json = nlohmann::ordered_json;

namespace premap {

static std::string place(const std::string &File, unsigned Line,
                         unsigned Column = 0) {
  std::string Out = File;
  if (Line)
    Out += ":" + std::to_string(Line);
  if (Line && Column)
    Out += ":" + std::to_string(Column);
  return Out;
}

static std::string counted(size_t N, const char *What) {
  return std::to_string(N) + " " + What + (N == 1 ? "" : "s");
}

std::string lintToMessages(const LintResult &R) {
  std::string Out;
  for (const GateFinding &F : R.Findings) {
    if (!F.IsNew)
      continue;
    Out += place(F.Where.File, F.Where.Line, F.Where.Column) + ": " +
           (F.How == Confidence::Certain ? "error: " : "warning: ") +
           F.Message + " [" + F.Rule + ", " + toString(F.How) + "]\n";
    for (const LintStep &Step : F.Way)
      Out += place(Step.Where.File, Step.Where.Line) +
             ": note: " + Step.Message + "\n";
    if (!F.Counterexample.empty())
      Out += "    for example: " + F.Counterexample + "\n";
    if (!F.Fix.empty())
      Out += "    fix: " + F.Fix + "\n";
  }
  for (const StaleEntry &S : R.Stale)
    Out += place(S.File, S.Line) + ": note: " + S.Message + "\n";
  for (const IncompleteFile &I : R.Incomplete)
    Out += I.File + ": not read: " + I.Reason + "\n";
  return Out;
}

std::string lintToText(const LintResult &R) {
  std::string Out = lintToMessages(R);
  size_t New = R.newOnes(), Known = R.Findings.size() - New;
  Out += counted(New, "finding");
  if (Known)
    Out += ", " + std::to_string(Known) + " known before";
  if (R.Suppressed)
    Out += ", " + std::to_string(R.Suppressed) + " suppressed with a reason";
  if (R.BelowThreshold)
    Out += ", " + std::to_string(R.BelowThreshold) + " below the threshold";
  if (!R.Incomplete.empty())
    Out += "; " + counted(R.Incomplete.size(), "file") + " not read";
  return Out + "\n";
}

static json pathToJson(const std::vector<LintStep> &Path) {
  json List = json::array();
  for (const LintStep &Step : Path)
    List.push_back({{"file", Step.Where.File},
                    {"line", Step.Where.Line},
                    {"message", Step.Message}});
  return List;
}

static json tableToJson(const LintTable &Table) {
  if (Table.Type.empty())
    return nullptr;
  return {{"type", Table.Type},
          {"field", Table.Field},
          {"variable", Table.Variable},
          {"file", Table.Where.File},
          {"line", Table.Where.Line}};
}

static json orNull(const std::string &Text) {
  return Text.empty() ? json(nullptr) : json(Text);
}

json lintToJson(const LintResult &R) {
  json Findings = json::array(), Stale = json::array(),
       Incomplete = json::array();
  std::map<std::string, size_t> ByRule, ByConfidence;
  for (const GateFinding &F : R.Findings) {
    ++ByRule[F.Rule];
    ++ByConfidence[toString(F.How)];
    Findings.push_back({{"rule", F.Rule},
                        {"confidence", toString(F.How)},
                        {"file", F.Where.File},
                        {"line", F.Where.Line},
                        {"column", F.Where.Column},
                        {"function", orNull(F.Function)},
                        {"table", tableToJson(F.Table)},
                        {"message", F.Message},
                        {"path", pathToJson(F.Way)},
                        {"counterexample", orNull(F.Counterexample)},
                        {"fix", F.Fix},
                        {"fingerprint", F.Fingerprint},
                        {"baseline", F.IsNew ? "new" : "unchanged"}});
  }
  for (const StaleEntry &S : R.Stale)
    Stale.push_back({{"kind", S.Kind},
                     {"file", S.File},
                     {"line", S.Line},
                     {"message", S.Message}});
  for (const IncompleteFile &I : R.Incomplete)
    Incomplete.push_back({{"file", I.File}, {"reason", I.Reason}});
  return {{"schema", "premap.lint/1"},
          {"tree",
           {{"version", R.Version},
            {"archs", R.Archs},
            {"api", {{"profile", R.Profile}, {"features", R.Features}}}}},
          {"findings", std::move(Findings)},
          {"stale", std::move(Stale)},
          {"incomplete", std::move(Incomplete)},
          {"summary",
           {{"findings", R.Findings.size()},
            {"new", R.newOnes()},
            {"unchanged", R.Findings.size() - R.newOnes()},
            {"suppressed", R.Suppressed},
            {"below_threshold", R.BelowThreshold},
            {"by_rule", json(ByRule)},
            {"by_confidence", json(ByConfidence)}}}};
}

std::string percentCode(char C) {
  static const char Hex[] = "0123456789ABCDEF";
  auto Byte = static_cast<unsigned char>(C);
  return {'%', Hex[Byte >> 4], Hex[Byte & 15]};
}

/// \p Text as a workflow command's message, or as the value of a property.
static std::string escaped(llvm::StringRef Text, bool IsProperty) {
  std::string Out;
  for (char C : Text) {
    bool Special = C == '%' || C == '\r' || C == '\n' ||
                   (IsProperty && (C == ':' || C == ','));
    if (!Special) {
      Out += C;
      continue;
    }
    Out += percentCode(C);
  }
  return Out;
}

static std::string messageWithFix(const GateFinding &F) {
  return F.Message + (F.Fix.empty() ? "" : ". Fix: " + F.Fix);
}

std::string lintToGitHub(const LintResult &R) {
  std::string Out;
  for (const GateFinding &F : R.Findings) {
    if (!F.IsNew)
      continue;
    const char *Level =
        F.How == Confidence::Possible ? "notice" : compilerWord(F.How);
    Out += std::string("::") + Level + " file=" + escaped(F.Where.File, true);
    if (F.Where.Line)
      Out += ",line=" + std::to_string(F.Where.Line);
    if (F.Where.Column)
      Out += ",col=" + std::to_string(F.Where.Column);
    Out += ",title=" + escaped(F.Rule, true) +
           "::" + escaped(messageWithFix(F), false) + "\n";
  }
  for (const IncompleteFile &I : R.Incomplete)
    Out += "::warning file=" + escaped(I.File, true) +
           ",title=not read::" + escaped(I.Reason, false) + "\n";
  return Out;
}

json lintToGitLab(const LintResult &R) {
  json List = json::array();
  for (const GateFinding &F : R.Findings) {
    if (!F.IsNew)
      continue;
    const char *Severity = F.How == Confidence::Certain  ? "critical"
                           : F.How == Confidence::Likely ? "major"
                                                         : "minor";
    List.push_back(
        {{"description", messageWithFix(F)},
         {"check_name", F.Rule},
         {"fingerprint", F.Fingerprint},
         {"severity", Severity},
         {"location",
          {{"path", F.Where.File},
           {"lines", {{"begin", F.Where.Line ? F.Where.Line : 1}}}}}});
  }
  return List;
}

std::string lintToRdjsonl(const LintResult &R) {
  std::string Out;
  for (const GateFinding &F : R.Findings) {
    if (!F.IsNew)
      continue;
    json Location = {{"path", F.Where.File}};
    if (F.Where.Line) {
      json Start = {{"line", F.Where.Line}};
      if (F.Where.Column)
        Start["column"] = F.Where.Column;
      Location["range"] = {{"start", std::move(Start)}};
    }
    const char *Severity = F.How == Confidence::Certain  ? "ERROR"
                           : F.How == Confidence::Likely ? "WARNING"
                                                         : "INFO";
    json Line = {{"message", messageWithFix(F)},
                 {"location", std::move(Location)},
                 {"severity", Severity},
                 {"source", {{"name", "premap"}}},
                 {"code", {{"value", F.Rule}}}};
    Out += Line.dump(-1, ' ', true, json::error_handler_t::replace) + "\n";
  }
  return Out;
}

} // namespace premap
