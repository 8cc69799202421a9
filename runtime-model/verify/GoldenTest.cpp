// Every folder of testdata/verify is one pair of texts with its verdict.
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

#include <filesystem>

using namespace premap::verify;

namespace {

std::vector<std::string> cases() {
  std::vector<std::string> Result;
  std::filesystem::path Root = PREMAP_TESTDATA "/verify";
  for (const char *Kind : {"equivalent", "different", "inconclusive"})
    for (const auto &Entry : std::filesystem::directory_iterator(Root / Kind))
      Result.push_back(std::string(Kind) + "/" +
                       Entry.path().filename().string());
  std::sort(Result.begin(), Result.end());
  return Result;
}

class Golden : public testing::TestWithParam<std::string> {};

TEST_P(Golden, HasTheExpectedVerdict) {
  std::string Folder = PREMAP_TESTDATA "/verify/" + GetParam() + "/";
  nlohmann::json Expected =
      nlohmann::json::parse(readFile(Folder + "expect.json"));
  VerifyInput Input =
      inputFor(readFile(Folder + "old.c"), readFile(Folder + "new.c"),
               Expected.value("defines", std::vector<std::string>{}));
  std::vector<VerifyResult> Results = verifyUnit(Input);
  ASSERT_EQ(Results.size(), 1u);
  const VerifyResult &R = Results[0];
  EXPECT_EQ(toString(R.Result), Expected.at("verdict").get<std::string>())
      << toJson(R).dump(1);
  std::vector<std::string> Ids = ids(R);
  for (const std::string &Id :
       Expected.at("ids").get<std::vector<std::string>>())
    EXPECT_THAT(Ids, testing::Contains(Id)) << toJson(R).dump(1);
  if (Expected.at("ids").empty()) {
    EXPECT_THAT(Ids, testing::IsEmpty()) << toJson(R).dump(1);
  }
  EXPECT_EQ(R.Counterexample.is_null(), R.Result != Verdict::Different);
  if (Expected.value("replays", false)) {
    EXPECT_TRUE(R.Counterexample.at("model").value("confirmed", false))
        << R.Counterexample.dump(1);
  }
}

TEST_P(Golden, EachTextIsEqualToItself) {
  std::string Folder = PREMAP_TESTDATA "/verify/" + GetParam() + "/";
  nlohmann::json Expected =
      nlohmann::json::parse(readFile(Folder + "expect.json"));
  for (const char *Name : {"old.c", "new.c"}) {
    std::string Text = readFile(Folder + Name);
    VerifyInput Input = inputFor(
        Text, Text, Expected.value("defines", std::vector<std::string>{}));
    for (const VerifyResult &R : verifyUnit(Input)) {
      bool Opaque = Expected.at("verdict") == "inconclusive";
      EXPECT_LE(R.Result,
                Opaque ? Verdict::Inconclusive : Verdict::EquivalentBounded)
          << toJson(R).dump(1);
      EXPECT_EQ(ids(R).empty(), R.Result <= Verdict::EquivalentBounded);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Verify, Golden, testing::ValuesIn(cases()),
                         [](const auto &Info) {
                           std::string Name = Info.param;
                           std::replace(Name.begin(), Name.end(), '/', '_');
                           return Name;
                         });

} // namespace
