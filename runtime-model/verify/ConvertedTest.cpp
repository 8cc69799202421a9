// The conversions of testdata/convert, which people wrote, are right; and what
// becomes of them when one thing is changed is not.
#include "verify/Mutants.h"
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

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
    for (const char *Target : {"6.19", "7.1", "7.2"}) {
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
  Input.Main.File = "/k/driver.c";
  for (std::string Flag : Flags["arguments"]) {
    Flag = replaced(Flag, "@tree@", PREMAP_TESTDATA "/tree");
    Input.Main.Arguments.push_back(
        replaced(Flag, "@convert@", PREMAP_TESTDATA "/convert"));
  }
  std::string Number = C.Target == "6.19"  ? "619"
                       : C.Target == "7.1" ? "710"
                                           : "720";
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

/// Mutants that do what the text did, found by reading them.
struct Harmless {
  const char *Case, *Line, *Why;
};

constexpr Harmless HarmlessMutants[] = {
    {"flag_setting/flag_tests_as_bits",
     "line 19:", "VM_SHARED was tested before, and implies VM_MAYSHARE"},
    {"flag_setting/flag_tests_as_bits", "line 20:", "never reached, as above"},
    {"flag_setting/flag_tests_as_bits", "line 22: any for all",
     "VM_SHARED was tested before, and implies VM_MAYWRITE"},
    {"flag_setting/flag_tests_as_bits",
     "line 29:", "never reached: a shared mapping is no COW mapping"},
    {"flag_setting/many_flags", "line 13:", "only for a call that then fails"},
    {"flag_setting/many_flags", "line 14:", "only for a call that then fails"},
    {"remap_pfn_range/mem_shape", "line 14:", "not compiled with an MMU"},
    {"remap_pfn_range/mem_shape", "line 52: success for failure",
     "never reached: the check before it cannot fail with an MMU"},
    {"remap_pfn_range/mem_shape", "line 47: success for failure",
     "never reached, in the text for 7.2"},
    {"remap_pfn_range/protection_as_argument", "clear for set",
     "the action sets these flags"},
    {"vm_ops_only/declarations_and_comments",
     "line 23:", "the open() hook, not this one"},
    {"vm_ops_only/sizes",
     "line 26:", "never reached: a size is a multiple of a page"},
};

bool isHarmless(const Conversion &C, const Mutant &M) {
  // The same line number may carry a mutant that matters.
  if (C.Name == "flag_setting/flag_tests_as_bits" &&
      M.What.starts_with("line 19: a negated"))
    return false;
  for (const Harmless &H : HarmlessMutants)
    if (C.Name == H.Case && M.What.find(H.Line) != std::string::npos)
      return true;
  return false;
}

/// All mutants of all conversions: none that changes something may pass.
TEST(Mutants, AreRefuted) {
  unsigned Total = 0, Different = 0, Replayed = 0, Open = 0;
  for (const Conversion &C : conversions()) {
    if (C.Target == "6.19")
      continue;
    for (const Mutant &M : mutantsOf(C.After)) {
      Verdict Worst = Verdict::Equivalent;
      bool Compiles = true, Confirmed = false;
      for (const VerifyResult &R : verifyUnit(inputFor(C, M.Text))) {
        for (const Difference &D : R.Differences)
          Compiles &= D.Id != "not_compiled";
        Worst = std::max(Worst, R.Result);
        if (R.Counterexample.contains("model"))
          Confirmed |= R.Counterexample["model"].value("confirmed", false);
      }
      if (!Compiles)
        continue;
      std::string Which =
          C.Name + " " + C.Target + ": " + M.What + " is " + toString(Worst);
      if (isHarmless(C, M)) {
        EXPECT_LE(Worst, Verdict::EquivalentWithDifferences) << Which;
        continue;
      }
      ++Total;
      Different += Worst == Verdict::Different;
      Open += Worst == Verdict::Inconclusive;
      Replayed += Worst == Verdict::Different && Confirmed;
      EXPECT_GE(Worst, Verdict::Inconclusive) << Which;
    }
  }
  std::printf("%u mutants, %u different, %u of them replayed, %u open\n", Total,
              Different, Replayed, Open);
  EXPECT_GE(Total, 200u);
  EXPECT_GE(Replayed * 10, Total * 9);
}

} // namespace
