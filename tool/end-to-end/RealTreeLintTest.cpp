// What lint says of a real kernel is held against testdata/linux-X.Y/lint.tsv,
// where a reader judged every finding.
#include "RealTree.h"

#include <set>

using namespace premap::clitest;
using nlohmann::json;
using premap::RealTree;

namespace {

/// One line of lint.tsv.
struct Judgement {
  std::string Rule, File, Function, Table, Confidence;
  bool IsTrue = false;
  auto operator<=>(const Judgement &) const = default;
};

std::vector<Judgement> judgements(const std::string &Table) {
  std::vector<Judgement> All;
  std::stringstream Text(Table);
  for (std::string Line; std::getline(Text, Line);) {
    if (Line.empty() || Line[0] == '#')
      continue;
    std::vector<std::string> F;
    std::stringstream Fields(Line);
    for (std::string Field; std::getline(Fields, Field, '\t');)
      F.push_back(Field);
    EXPECT_EQ(F.size(), 7u) << Line;
    EXPECT_TRUE(F.at(5) == "true" || F.at(5) == "false") << Line;
    All.push_back(
        {F.at(0), F.at(1), F.at(2), F.at(3), F.at(4), F.at(5) == "true"});
  }
  return All;
}

std::string keyOf(const Judgement &J) {
  return J.Rule + " " + J.File + " " + J.Function + " " + J.Table + " " +
         J.Confidence;
}

} // namespace

TEST_F(RealTree, EveryFindingOfLintWasJudged) {
  std::string Table = readingsOf("lint.tsv");
  if (Table.empty())
    GTEST_SKIP() << "nobody has judged the findings in "
                 << Scan.at("tree").at("version");
  premap::ProcessResult R =
      premap::clitest::premap({"lint", Tree, "-q", "--arch", "x86_64",
                               "--no-configure", "--output", "json"});
  ASSERT_EQ(R.Status, 1) << R.Err;
  std::set<std::string> Found, Known;
  std::map<std::string, unsigned> All, False;
  for (const Judgement &J : judgements(Table)) {
    Known.insert(keyOf(J));
    ++All[J.Confidence];
    False[J.Confidence] += !J.IsTrue;
  }
  const json Report = json::parse(R.Out);
  for (const json &F : Report.at("findings")) {
    // What is found outside of hooks has no table.
    const json &Of = F.at("table");
    const json T = Of.is_null() ? json{{"variable", ""}, {"field", ""}} : Of;
    Judgement J{F.at("rule"),
                F.at("file"),
                F.at("function"),
                T.at("variable").get<std::string>() + "." +
                    T.at("field").get<std::string>(),
                F.at("confidence"),
                true};
    Found.insert(keyOf(J));
  }
  for (const std::string &Key : Found)
    EXPECT_TRUE(Known.count(Key)) << "nobody has judged " << Key;
  for (const std::string &Key : Known)
    EXPECT_TRUE(Found.count(Key)) << "not found any more: " << Key;
  EXPECT_LE(False["likely"] * 10, All["likely"]);
  EXPECT_LE(False["certain"] * 50, All["certain"]);
}
