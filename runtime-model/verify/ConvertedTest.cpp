// The conversions of testdata/convert, which people wrote, are right; and what
// becomes of them when one thing is changed is not.
#include "verify/TestSupport.h"
#include "verify/mutants/MutantCheck.h"

#include <filesystem>

using namespace premap::verify;
namespace fs = std::filesystem;

namespace {

struct Conversion {
  std::string Name;   ///< "remap_pfn_range/returned"
  std::string Target; ///< "7.1"
  std::string Before, After;
};

std::vector<Conversion> conversions() {
  std::vector<Conversion> Result;
  std::vector<fs::path> Folders;
  for (const auto &Class : fs::directory_iterator(PREMAP_TESTDATA "/convert"))
    if (Class.is_directory())
      for (const auto &Case : fs::directory_iterator(Class))
        Folders.push_back(Case.path());
  std::sort(Folders.begin(), Folders.end());
  for (const fs::path &Folder : Folders)
    for (const char *Target : {"6.19", "7.1", "7.2", "7.3"}) {
      fs::path After = Folder / ("after-" + std::string(Target) + ".c");
      if (fs::exists(After))
        Result.push_back({Folder.parent_path().filename().string() + "/" +
                              Folder.filename().string(),
                          Target, readFile((Folder / "before.c").string()),
                          readFile(After.string())});
    }
  return Result;
}

std::string replaced(std::string Text, const std::string &From,
                     const std::string &To) {
  for (std::size_t At = 0; (At = Text.find(From, At)) != std::string::npos;
       At += To.size())
    Text.replace(At, From.size(), To);
  return Text;
}

VerifyInput inputFor(const Conversion &C, const std::string &New) {
  static const nlohmann::json Flags =
      nlohmann::json::parse(readFile(PREMAP_TESTDATA "/convert/flags.json"));
  VerifyInput Input;
  Input.Tree = Input.Main.Directory = "/k";
  Input.Main.Folders = {PREMAP_TESTDATA};
  Input.Main.File = "/k/driver.c";
  for (std::string Flag : Flags["arguments"]) {
    Flag = replaced(Flag, "@tree@", PREMAP_TESTDATA "/tree");
    Input.Main.Arguments.push_back(
        replaced(Flag, "@convert@", PREMAP_TESTDATA "/convert"));
  }
  std::string Number = C.Target == "6.19"  ? "619"
                       : C.Target == "7.1" ? "710"
                       : C.Target == "7.2" ? "720"
                                           : "730";
  Input.Main.Arguments.push_back("-DPREMAP_API=" + Number);
  Input.Main.Arguments.push_back("--target=x86_64-linux-gnu");
  Input.Main.Arguments.push_back("/k/driver.c");
  Input.OldFiles["/k/driver.c"] = C.Before;
  Input.NewFiles["/k/driver.c"] = New;
  Input.TargetApi = C.Target;
  return Input;
}

std::string nameOf(const Conversion &C) {
  std::string Name = C.Name + "_" + C.Target;
  std::replace_if(
      Name.begin(), Name.end(), [](char X) { return !std::isalnum(X); }, '_');
  return Name;
}

class Converted : public testing::TestWithParam<Conversion> {};

TEST_P(Converted, IsNotRefuted) {
  for (const VerifyResult &R :
       verifyUnit(inputFor(GetParam(), GetParam().After)))
    EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences)
        << toJson(R).dump(1);
}

INSTANTIATE_TEST_SUITE_P(Verify, Converted, testing::ValuesIn(conversions()),
                         [](const auto &Info) { return nameOf(Info.param); });

/// Mutants of all conversions: none that changes something may pass.
TEST(Mutants, AreRefuted) {
  MutantCheck Check(readFile(PREMAP_TESTDATA "/mutants/convert.tsv"));
  std::string Previous;
  for (const Conversion &C : conversions()) {
    // The same text is not mutated again for the next release.
    if (C.Target == "6.19" || C.After == Previous)
      continue;
    Previous = C.After;
    for (const Mutant &M : mutantsOf(C.After)) {
      MutantVerdict V;
      for (const VerifyResult &R : verifyUnit(inputFor(C, M.Text)))
        V.add(R);
      Check.add(C.Name, M, V);
    }
  }
  Check.finish(/*Replayed=*/95);
}

} // namespace
