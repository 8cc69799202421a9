#include "tool/lint/LintReport.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using json = nlohmann::ordered_json;
using testing::HasSubstr;

static LintResult sample() {
  GateFinding F;
  F.Rule = "PM004";
  F.How = Confidence::Certain;
  F.Where.File = "drivers/a b/st.c";
  F.Where.Line = 12;
  F.Where.Column = 3;
  F.Function = "st_mmap";
  F.Table = {"file_operations", "mmap", "st_fops", {"drivers/a b/st.c", 40, 9}};
  F.Message = "100% wrong,\nreally: yes";
  F.Way = {{{"drivers/a b/st.c", 40, 9}, "st_fops.mmap is st_mmap"}};
  F.Counterexample = "mmap(fd, 2 pages, offset 0)";
  F.Fix = "Compare first.";
  F.Statement = "f(v);";
  GateFinding Known = F;
  Known.Where.Line = 90;
  Known.How = Confidence::Likely;
  Known.IsNew = false;
  LintResult R;
  R.Findings = {Known, F, F};
  settle(R.Findings);
  R.Incomplete = {{"broken.c", "does not parse"}};
  return R;
}

TEST(LintReport, SettleSortsAndDropsDoubles) {
  LintResult R = sample();
  ASSERT_EQ(R.Findings.size(), 2u);
  EXPECT_EQ(R.Findings[0].Where.Line, 12u);
  EXPECT_EQ(R.Findings[0].Fingerprint.size(), 32u);
  EXPECT_NE(R.Findings[0].Fingerprint, R.Findings[1].Fingerprint);
}

TEST(LintReport, FingerprintsDoNotKnowLines) {
  LintResult R = sample();
  std::vector<GateFinding> Moved = R.Findings;
  for (GateFinding &F : Moved)
    F.Where.Line += 40;
  settle(Moved);
  for (size_t I = 0; I != Moved.size(); ++I)
    EXPECT_EQ(Moved[I].Fingerprint, R.Findings[I].Fingerprint);
}

TEST(LintReport, ExitCodes) {
  LintResult R = sample();
  EXPECT_EQ(R.exitCode(), 1);
  R.Findings[0].IsNew = false;
  EXPECT_EQ(R.exitCode(), 3) << "an unread file is never success";
  R.Incomplete.clear();
  EXPECT_EQ(R.exitCode(), 0);
}

TEST(LintReport, TextHasOneLineForEachStep) {
  std::string Text = lintToText(sample());
  EXPECT_THAT(Text, HasSubstr("drivers/a b/st.c:40: note: st_fops.mmap is "
                              "st_mmap\n    for example: mmap(fd, 2 pages, "
                              "offset 0)\n    fix: Compare first.\n"));
  EXPECT_THAT(Text, HasSubstr("broken.c: not read: does not parse\n"));
  EXPECT_THAT(Text, HasSubstr("1 finding, 1 known before; 1 file not read\n"));
}

TEST(LintReport, JsonHasTheContractsKeys) {
  json J = lintToJson(sample());
  EXPECT_EQ(J["schema"], "premap.lint/1");
  const json &F = J["findings"][0];
  std::vector<std::string> Keys;
  for (const auto &[Key, Value] : F.items())
    Keys.push_back(Key);
  EXPECT_THAT(Keys, testing::ElementsAre("rule", "confidence", "file", "line",
                                         "column", "function", "table",
                                         "message", "path", "counterexample",
                                         "fix", "fingerprint", "baseline"));
  EXPECT_EQ(F["table"]["variable"], "st_fops");
  EXPECT_EQ(F["baseline"], "new");
  EXPECT_EQ(J["findings"][1]["baseline"], "unchanged");
  EXPECT_EQ(J["summary"]["new"], 1);
  EXPECT_EQ(J["incomplete"][0]["file"], "broken.c");
}

TEST(LintReport, GitHubEscapes) {
  std::string Text = lintToGitHub(sample());
  EXPECT_THAT(Text, HasSubstr("::error file=drivers/a b/st.c,line=12,col=3,"
                              "title=PM004::100%25 wrong,%0Areally: yes"));
  EXPECT_THAT(Text, HasSubstr("::warning file=broken.c,title=not read::"));
}

TEST(LintReport, GitLabHasNewOnesOnly) {
  json J = lintToGitLab(sample());
  ASSERT_EQ(J.size(), 1u);
  EXPECT_EQ(J[0]["severity"], "critical");
  EXPECT_EQ(J[0]["location"]["lines"]["begin"], 12);
  EXPECT_EQ(J[0]["check_name"], "PM004");
}

TEST(LintReport, RdjsonlHasAnObjectOnEachLine) {
  std::string Text = lintToRdjsonl(sample());
  EXPECT_EQ(std::count(Text.begin(), Text.end(), '\n'), 1);
  json J = json::parse(Text);
  EXPECT_EQ(J["location"]["range"]["start"]["line"], 12);
  EXPECT_EQ(J["severity"], "ERROR");
  EXPECT_EQ(J["code"]["value"], "PM004");
}

TEST(LintReport, SarifIsRelativeAndStable) {
  json J = lintToSarif(sample(), "premap 1");
  EXPECT_EQ(J["version"], "2.1.0");
  const json &Run = J["runs"][0];
  EXPECT_EQ(Run["tool"]["driver"]["rules"].size(), 1u) << "each rule once";
  const json &R = Run["results"][0];
  EXPECT_EQ(R["ruleId"], "PM004");
  EXPECT_EQ(R["ruleIndex"], 0);
  EXPECT_EQ(R["level"], "error");
  const json &Where = R["locations"][0]["physicalLocation"];
  EXPECT_EQ(Where["artifactLocation"]["uri"], "drivers/a%20b/st.c");
  EXPECT_EQ(Where["region"]["startLine"], 12);
  EXPECT_EQ(R["codeFlows"][0]["threadFlows"][0]["locations"].size(), 2u);
  EXPECT_EQ(R["baselineState"], "new");
  EXPECT_EQ(Run["results"][1]["baselineState"], "unchanged");
  EXPECT_EQ(R["partialFingerprints"]["primaryLocationLineHash"],
            sample().Findings[0].Fingerprint);
  EXPECT_EQ(Run["invocations"][0]["executionSuccessful"], false);
}

TEST(LintReport, NormalisedTextHasNoLayout) {
  EXPECT_EQ(normalised("a\t(b,\n   /* c */ d); // e\n"), "a (b, d);");
}
