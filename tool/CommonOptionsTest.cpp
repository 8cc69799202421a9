#include "tool/CommonOptions.h"

#include "CLI/CLI.hpp"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace premap {
namespace {

using testing::ElementsAre;

/// A command line as the subcommands with handlers declare it.
struct Line {
  CLI::App App{"premap"};
  CommonOptions Common;
  std::vector<std::string> Handlers;
  std::vector<OutputRequest> Outputs;

  Line() {
    addCommonOptions(App, Common);
    App.add_option("HANDLER", Handlers);
    addOutputOption(App, Outputs, {"text", "json"});
  }

  void parse(const std::string &Text) { App.parse(Text); }
};

TEST(CommonOptions, OutputTakesOneValueAndLeavesTheHandler) {
  Line L;
  L.parse("TREE --output json a.c:f");
  ASSERT_EQ(L.Outputs.size(), 1u);
  EXPECT_EQ(L.Outputs[0].Format, "json");
  EXPECT_THAT(L.Handlers, ElementsAre("a.c:f"));
}

TEST(CommonOptions, OutputMayComeFirstAndAgain) {
  Line L;
  L.parse("--output text --output json:x.json TREE f g");
  ASSERT_EQ(L.Outputs.size(), 2u);
  EXPECT_EQ(L.Outputs[1].Path, "x.json");
  EXPECT_EQ(L.Common.Tree, "TREE");
  EXPECT_THAT(L.Handlers, ElementsAre("f", "g"));
}

TEST(CommonOptions, ArchTakesOneListAndLeavesTheTree) {
  Line L;
  L.parse("--arch x86_64,arm64 TREE f");
  EXPECT_THAT(L.Common.Archs, ElementsAre("x86_64", "arm64"));
  EXPECT_EQ(L.Common.Tree, "TREE");
}

TEST(CommonOptions, TwoFormatsForStandardOutputAreRefused) {
  Line L;
  EXPECT_THROW(L.parse("TREE --output text --output json"),
               CLI::ValidationError);
}

TEST(CommonOptions, AnUnknownFormatIsRefused) {
  Line L;
  EXPECT_THROW(L.parse("TREE --output yaml"), CLI::ValidationError);
}

} // namespace
} // namespace premap
