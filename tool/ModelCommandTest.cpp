// `premap model`: exit statuses and the two output formats.
#include "tool/Commands.h"
#include "tool/deliver/ExitCode.h"

#include "CLI/CLI.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

using namespace premap;
namespace fs = std::filesystem;
using testing::HasSubstr;

namespace {

struct Outcome {
  int Status = 0;
  std::string Out, Err;
};

class ModelCommand : public testing::Test {
protected:
  void SetUp() override {
    std::string Pattern = fs::temp_directory_path() / "premap-model-XXXXXX";
    Folder = mkdtemp(Pattern.data());
  }
  void TearDown() override { fs::remove_all(Folder); }

  std::string write(const char *Name, const std::string &Text) const {
    std::ofstream(Folder / Name) << Text;
    return Folder / Name;
  }

  static Outcome runCommand(std::vector<std::string> Arguments) {
    CLI::App App;
    CommandAction Action;
    addModelCommand(App, Action);
    // CLI11 wants the arguments last one first.
    Arguments.insert(Arguments.begin(), "model");
    std::reverse(Arguments.begin(), Arguments.end());
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    Outcome O;
    std::string Usage; // main() prints it
    try {
      App.parse(Arguments);
      O.Status = Action();
    } catch (const CLI::ParseError &E) {
      O.Status = ExitUsage;
      Usage = E.what();
    }
    O.Out = testing::internal::GetCapturedStdout();
    O.Err = testing::internal::GetCapturedStderr() + Usage;
    return O;
  }

  fs::path Folder;
};

const char Plain[] = R"({"pipeline": "prepare-7.1", "files": {"f": {}},
  "mmap": {"addr": 4096, "len": 4096, "file": "f", "flags": ["SHARED"]}})";

} // namespace

TEST_F(ModelCommand, PrintsAStoryByDefault) {
  Outcome O = runCommand({write("s.json", Plain)});
  EXPECT_EQ(O.Status, ExitOk);
  EXPECT_THAT(O.Out, HasSubstr("mmap_prepare"));
  EXPECT_THAT(O.Out, HasSubstr("= 0x1000\n"));
  EXPECT_EQ(O.Err, "");
}

TEST_F(ModelCommand, PrintsJson) {
  Outcome O = runCommand({write("s.json", Plain), "--output", "json"});
  EXPECT_EQ(O.Status, ExitOk);
  nlohmann::json J = nlohmann::json::parse(O.Out);
  EXPECT_EQ(J["return"], 4096);
  EXPECT_EQ(J["files"]["f"]["refs"], 2);
}

TEST_F(ModelCommand, WritesSeveralReports) {
  std::string Path = Folder / "out.json";
  Outcome O = runCommand(
      {write("s.json", Plain), "--output", "text", "--output", "json:" + Path});
  EXPECT_EQ(O.Status, ExitOk);
  EXPECT_THAT(O.Out, HasSubstr("= 0x1000\n"));
  std::ifstream File(Path);
  EXPECT_EQ(nlohmann::json::parse(File)["return"], 4096);
}

TEST_F(ModelCommand, BadInputIsAUsageErrorThatNamesTheFile) {
  std::string Bad = write("bad.json", R"({"pipeline": "prepare-9"})");
  Outcome O = runCommand({Bad});
  EXPECT_EQ(O.Status, ExitUsage);
  EXPECT_EQ(O.Out, "");
  EXPECT_THAT(O.Err, HasSubstr(Bad + ": unknown pipeline \"prepare-9\""));
  std::string Missing = Folder / "missing.json";
  EXPECT_EQ(runCommand({Missing}).Status, ExitUsage);
  EXPECT_THAT(runCommand({Missing}).Err, HasSubstr(Missing));
  EXPECT_EQ(runCommand({Folder}).Status, ExitUsage);
  EXPECT_EQ(runCommand({}).Status, ExitUsage);
}

TEST_F(ModelCommand, UnknownFormatsAndUnwritablePathsAreUsageErrors) {
  std::string Path = write("s.json", Plain);
  EXPECT_EQ(runCommand({Path, "--output", "xml"}).Status, ExitUsage);
  std::string Nowhere = Folder / "no/such/folder/out";
  Outcome O = runCommand({Path, "--output", "json:" + Nowhere});
  EXPECT_EQ(O.Status, ExitUsage);
  EXPECT_THAT(O.Err, HasSubstr("no/such/folder"));
}
