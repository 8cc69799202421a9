#include "tool/report/Report.h"

#include "tool/report/Excerpts.h"

#include "llvm/ADT/StringRef.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <map>

using json = nlohmann::ordered_json;
using llvm::StringRef;

namespace premap {
namespace {

constexpr char Driver[] = "int a;\n"
                          "static int st_mmap(struct file *f, vma)\n"
                          "{\n"
                          "\treturn 0; /* <!-- </script> */\n"
                          "}\n"
                          "const struct file_operations st_fops = {\n"
                          "\t.mmap = st_mmap,\n"
                          "};\n";

FileReader readerOf(std::map<std::string, std::string> Files) {
  return [Files](const std::string &Path) -> std::optional<std::string> {
    auto Found = Files.find(Path);
    return Found == Files.end() ? std::nullopt : std::optional(Found->second);
  };
}

HandlerResult handler(const std::string &File, const std::string &Name) {
  HandlerResult H;
  H.Record.Id = File + ":" + Name;
  H.Record.Name = Name;
  H.Record.File = File;
  H.Record.Line = 2;
  OpsEntry Entry;
  Entry.Type = "file_operations";
  Entry.Field = "mmap";
  Entry.Variable = "st_fops";
  Entry.Where = {File, 0, 0, 7};
  H.Record.Ops = {Entry};
  return H;
}

json reportOn(const ReportInput &Input) {
  return llvm::cantFail(reportToJson(Input));
}

json entryOf(const json &Report, const std::string &Id) {
  for (const json &Entry : Report.at("handlers"))
    if (Entry.at("id") == Id)
      return Entry;
  ADD_FAILURE() << "no entry for " << Id;
  return json::object();
}

/// The element that holds the data, as the browser finds it.
json dataOf(const std::string &Page) {
  StringRef Rest = StringRef(Page).split("id=\"data\">").second;
  return json::parse(Rest.split("</script").first.str());
}

TEST(Report, TextOfATreeCannotLeaveItsString) {
  const std::string Hostile =
      "</script><script>alert(1)</script><!--<script>&lt;\"'\\";
  const std::string File = "drivers/" + Hostile + "/a.c";
  ScanResult Scan;
  Scan.Version = Hostile;
  Scan.Handlers = {handler(File, Hostile)};
  Scan.Handlers[0].Reasons = {{"PM001", Hostile, File, 4, Hostile}};
  Scan.Incomplete = {{Hostile, Hostile}};
  ReportInput Input;
  Input.Scan = &Scan;
  Input.Read = readerOf({{File, Driver}});
  const std::string Page = llvm::cantFail(reportToHtml(Input));
  // The data and the page's own script, and nothing else.
  EXPECT_EQ(StringRef(Page).count("<script"), 2u);
  EXPECT_EQ(StringRef(Page).count("</script"), 2u);
  EXPECT_EQ(StringRef(Page).count("<!--"), 0u);
  const json Data = dataOf(Page);
  EXPECT_EQ(Data.at("tree").at("version"), Hostile);
  EXPECT_EQ(entryOf(Data, File + ":" + Hostile).at("reasons")[0].at("missing"),
            Hostile);
  EXPECT_NE(Data.at("sources").dump().find("<!-- </script> */"),
            std::string::npos);
}

TEST(Report, WhatAReaderWouldNotSeeIsSpelledOut) {
  ScanResult Scan;
  Scan.Handlers = {handler("a.c", "f")};
  Scan.Handlers[0].Reasons = {{"", "\x1b[31m \xe2\x80\xae \xff", "a.c", 1, ""}};
  ReportInput Input;
  Input.Scan = &Scan;
  Input.Read = readerOf({{"a.c", "x\x07\n"}});
  const json Report = reportOn(Input);
  EXPECT_EQ(entryOf(Report, "a.c:f").at("reasons")[0].at("message"),
            "\\x1b[31m \\u202e \\xff");
  EXPECT_EQ(Report.at("sources").at("a.c")[0][1], "x\\x07");
}

TEST(Report, ThePageRunsItsOwnScriptOnly) {
  ReportInput Input;
  Input.Read = readerOf({});
  const std::string Page = llvm::cantFail(reportToHtml(Input));
  EXPECT_THAT(Page, testing::HasSubstr("default-src 'none'"));
  EXPECT_THAT(Page, testing::HasSubstr("script-src 'sha256-"));
  EXPECT_THAT(Page, testing::Not(testing::HasSubstr("unsafe-inline")));
  for (const char *Way : {"http://", "https://", "innerHTML", "eval("}) {
    size_t Expected = Way == std::string("http://"); // the name space of SVG
    EXPECT_EQ(StringRef(Page).count(Way), Expected) << Way;
  }
}

TEST(Report, TwoHandlersOfOneFileHaveTheirOwnChanges) {
  ScanResult Scan;
  Scan.Handlers = {handler("a.c", "f"), handler("a.c", "g")};
  Scan.Handlers[0].Edits.Edits = {{"a.c", 0, 3, "long", ""}};
  Scan.Handlers[1].Edits.Edits = {{"a.c", 4, 1, "b", ""}};
  ReportInput Input;
  Input.Scan = &Scan;
  Input.Read = readerOf({{"a.c", Driver}});
  const json Report = reportOn(Input);
  auto change = [&](const char *Id) {
    const json Changes = entryOf(Report, Id).at("changes");
    EXPECT_EQ(Changes.size(), 1u);
    return Report.at("diffs").at(Changes.at(0).get<size_t>());
  };
  EXPECT_EQ(change("a.c:f").at("file"), "a.c");
  EXPECT_THAT(change("a.c:f").at("hunks").get<std::string>(),
              testing::StartsWith("@@ -1,4 +1,4 @@\n-int a;\n+long a;\n "));
  EXPECT_THAT(change("a.c:g").at("hunks").get<std::string>(),
              testing::StartsWith("@@ -1,4 +1,4 @@\n-int a;\n+int b;\n "));
}

TEST(Report, ARefutedChangeIsShown) {
  ScanResult Scan;
  Scan.Handlers = {handler("a.c", "f")};
  RewriteResult Rewrite;
  Rewrite.Outcomes = {{"a.c:f", State::Refuted, {}, {}, {}, false}};
  Rewrite.Refuted["a.c:f"] = {{"a.c", {"old\n", "new\n"}}};
  ReportInput Input;
  Input.Scan = &Scan;
  Input.Rewrite = &Rewrite;
  Input.Read = readerOf({});
  const json Report = reportOn(Input);
  EXPECT_EQ(entryOf(Report, "a.c:f").at("state"), "refuted");
  EXPECT_EQ(Report.at("diffs")[0].at("hunks"), "@@ -1 +1 @@\n-old\n+new\n");
}

/// "1-3 7-9" of the runs that code has of a file.
std::string linesOf(const json &Side, const std::string &File) {
  std::string Out;
  for (const json &Run : Side.at(File)) {
    unsigned First = Run[0];
    size_t More = StringRef(Run[1].get_ref<const std::string &>()).count('\n');
    Out += (Out.empty() ? "" : " ") + std::to_string(First) + "-" +
           std::to_string(First + More);
  }
  return Out;
}

TEST(Report, ACounterexampleHasTheCodeOfBothVersions) {
  const std::string Old = "int a;\n"
                          "\n"
                          "static int f(struct file *f,\n"
                          "\t     vma)\n"
                          "{\n"
                          "\tg(vma);\n"
                          "\treturn 0;\n"
                          "}\n"
                          "int b;\n";
  // A function that no screen holds.
  std::string New = "int f_prepare(desc)\n{\n";
  for (int Line = 3; Line != 100; ++Line)
    New += "\tx();\n";
  New += "}\n";
  ScanResult Scan;
  Scan.Handlers = {handler("a.c", "f")};
  RewriteResult Rewrite;
  Rewrite.Outcomes = {{"a.c:f", State::Refuted, {}, {}, {}, false}};
  verify::VerifyResult Verdict;
  Verdict.Result = verify::Verdict::Different;
  Verdict.Counterexample = {
      {"old",
       {{"decided_at", "a.c:3"},
        {"effects", {{{"at", "a.c:6"}, {"what", "g"}}}},
        {"requests", json::array()}}},
      {"new",
       {{"decided_at", "a.c:50"},
        {"effects", {{{"at", "h.h:2"}, {"what", "h"}}}},
        {"requests", {{{"at", "gone.h:2"}}, {{"at", "a.c:nowhere"}}}}}}};
  Rewrite.Outcomes[0].Verdicts = {Verdict};
  Rewrite.Refuted["a.c:f"] = {{"a.c", {Old, New}}};
  ReportInput Input;
  Input.Scan = &Scan;
  Input.Rewrite = &Rewrite;
  Input.Read = readerOf({{"a.c", Old}, {"h.h", "1\n2\n3\n"}});
  const json Code =
      entryOf(reportOn(Input), "a.c:f").at("verdicts")[0].at("code");
  EXPECT_EQ(linesOf(Code.at("old"), "a.c"), "3-8");
  EXPECT_EQ(linesOf(Code.at("new"), "a.c"), "46-54");
  EXPECT_EQ(linesOf(Code.at("new"), "h.h"), "1-3");
  EXPECT_FALSE(Code.at("new").contains("gone.h"));
}

TEST(Report, ACounterexampleOfTheModelAloneHasNoCode) {
  ScanResult Scan;
  Scan.Handlers = {handler("a.c", "f")};
  RewriteResult Rewrite;
  Rewrite.Outcomes = {{"a.c:f", State::Refuted, {}, {}, {}, false}};
  verify::VerifyResult Verdict;
  Verdict.Counterexample = {{"old", {{"return", 0}}},
                            {"new", {{"return", -12}}}};
  Rewrite.Outcomes[0].Verdicts = {Verdict};
  ReportInput Input;
  Input.Scan = &Scan;
  Input.Rewrite = &Rewrite;
  Input.Read = readerOf({{"a.c", Driver}});
  EXPECT_FALSE(
      entryOf(reportOn(Input), "a.c:f").at("verdicts")[0].contains("code"));
}

TEST(Report, FindingsStandAtTheHookThatLeadsToThem) {
  ScanResult Scan;
  Scan.Handlers = {handler("a.c", "st_mmap")};
  LintResult Lint;
  GateFinding OfHook, Other;
  OfHook.Rule = Other.Rule = "LM03";
  OfHook.Function = "st_helper";
  OfHook.Where = {"a.c", 3, 1};
  OfHook.Table = {"file_operations", "mmap", "st_fops", {"a.c", 7, 2}};
  Other.Function = "st_close";
  Other.Where = {"a.c", 4, 1};
  Lint.Findings = {OfHook, Other};
  ReportInput Input;
  Input.Scan = &Scan;
  Input.Lint = &Lint;
  Input.Read = readerOf({{"a.c", Driver}});
  const json Report = reportOn(Input);
  EXPECT_EQ(entryOf(Report, "a.c:st_mmap").at("lint").size(), 1u);
  EXPECT_EQ(entryOf(Report, "a.c:st_close").at("lint").size(), 1u);
  EXPECT_FALSE(entryOf(Report, "a.c:st_close").contains("state"));
  EXPECT_TRUE(Report.at("rules").contains("LM03"));
}

TEST(Report, MaintainersAreThoseOfTheFile) {
  ScanResult Scan;
  Scan.Handlers = {handler("drivers/foo/a.c", "f"), handler("mm/b.c", "g")};
  ReportInput Input;
  Input.Scan = &Scan;
  Input.Read = readerOf({{"MAINTAINERS", "FOO DRIVER\n"
                                         "M:\tA Person <a@example.org>\n"
                                         "L:\tlist@example.org\n"
                                         "F:\tdrivers/foo/\n"}});
  const json Report = reportOn(Input);
  const json Foo = entryOf(Report, "drivers/foo/a.c:f");
  EXPECT_EQ(Foo.at("subsystem"), "drivers/foo");
  const json &Section = Report.at("sections").at(Foo.at("section").get<int>());
  EXPECT_EQ(Section.at("title"), "FOO DRIVER");
  EXPECT_EQ(Section.at("people"), json({"A Person <a@example.org>"}));
  EXPECT_EQ(entryOf(Report, "mm/b.c:g").at("subsystem"), "mm");
  EXPECT_TRUE(entryOf(Report, "mm/b.c:g").at("section").is_null());
}

TEST(Excerpts, HaveEachLineOnceInRuns) {
  Excerpts Lines;
  Lines.wantAround("a", 2);
  Lines.want("a", 3, 4);
  Lines.want("a", 7, 9);
  Lines.want("a", 0, 3);
  Lines.wantAround("gone", 1);
  EXPECT_EQ(Lines.toJson(readerOf({{"a", "1\n2\r\n3\n4\n5\n6\n7\n8\n"}})),
            (json{{"a", json::parse("[[1, \"1\\n2\\n3\\n4\"], "
                                    "[7, \"7\\n8\"]]")}}));
}

} // namespace
} // namespace premap
