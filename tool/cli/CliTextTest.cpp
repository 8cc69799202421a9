#include "tool/cli/CommandText.h"
#include "tool/cli/Completion.h"
#include "tool/cli/ManPage.h"

#include "CLI/CLI.hpp"
#include "llvm/ADT/StringRef.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using llvm::StringRef;
using testing::HasSubstr;

namespace premap {
namespace {

enum class Fill { None, Full };

/// A small program with all kinds of options.
class CliText : public testing::Test {
protected:
  CliText() {
    setHelp(App);
    App.add_option("-C", Text, "Folder to go to")->type_name("FOLDER");
    Tea = App.add_subcommand("tea", "Make tea: it's hot");
    Tea->add_option("POT", Text, "Where it goes")->required();
    Tea->add_option("LEAF", Leaves, "What goes in");
    Tea->add_option("-n,--cups", Cups, "How many; at most ten")
        ->check(CLI::Range(1u, 10u));
    static const std::map<std::string, Fill> Fills{{"none", Fill::None},
                                                   {"full", Fill::Full}};
    Tea->add_option("--milk", Milk, "How much milk")
        ->transform(CLI::CheckedTransformer(Fills))
        ->group("Beside it");
    Tea->add_flag("--hot", Hot, ".Hot as 'fire' \\ ice")->group("Beside it");
    Tea->add_option("--secret", Text, "No")->group("");
    Tea->footer(footer({"cook tea pot -n 2"}, "Careful."));
    CLI::App *Cup = App.add_subcommand("cup", "Cups");
    Cup->add_subcommand("wash", "Wash them");
    App.add_subcommand("hidden", "No")->group("");
  }

  CLI::App App{"Cooks", "cook"};
  CLI::App *Tea = nullptr;
  std::string Text;
  std::vector<std::string> Leaves;
  unsigned Cups = 0;
  Fill Milk = Fill::None;
  bool Hot = false;
};

TEST_F(CliText, HelpHasGroupsAndExamples) {
  EXPECT_EQ(Tea->help(),
            "Make tea: it's hot\n"
            "\n"
            "Usage: cook tea [OPTIONS] POT [LEAF...]\n"
            "\n"
            "Arguments:\n"
            "  POT                         Where it goes\n"
            "  LEAF                        What goes in\n"
            "\n"
            "Options:\n"
            "  -h, --help                  Print this help message and exit\n"
            "  -n, --cups N                How many; at most ten\n"
            "\n"
            "Beside it:\n"
            "  --milk {full,none}          How much milk\n"
            "  --hot                       .Hot as 'fire' \\ ice\n"
            "\n"
            "Careful.\n"
            "\n"
            "Examples:\n"
            "  cook tea pot -n 2\n");
  EXPECT_THAT(App.help(), HasSubstr("\nCommands:\n"
                                    "  tea                         Make tea"));
  EXPECT_THAT(App.help(), testing::Not(HasSubstr("hidden")));
}

TEST_F(CliText, LinesAreAtMostAHundredColumns) {
  std::string Long;
  for (int I = 0; I < 60; ++I)
    Long += "word" + std::to_string(I) + " ";
  Tea->add_flag("--a-name-that-fills-the-left-column", Hot, Long);
  Tea->footer(footer({}, Long));
  const std::string Help = Tea->help();
  for (StringRef Rest = Help; !Rest.empty(); Rest = Rest.split('\n').second)
    EXPECT_LE(Rest.split('\n').first.size(), 100u) << Rest.str();
}

TEST_F(CliText, ManPagesSayTheSame) {
  ManualFacts Facts{"cook 1", {{"0", "Done."}}, {{"NO_MILK", "None."}}};
  std::map<std::string, std::string> Pages = manPages(describe(App), Facts);
  ASSERT_EQ(Pages.size(), 3u);
  EXPECT_EQ(Pages.at("cook-tea.1"),
            ".TH COOK\\-TEA 1 \"\" \"cook 1\" \"User Commands\"\n"
            ".SH NAME\n"
            "cook\\-tea \\- Make tea: it's hot\n"
            ".SH SYNOPSIS\n"
            ".PP\n"
            "cook tea [OPTIONS] POT [LEAF...]\n"
            ".SH OPTIONS\n"
            ".TP\n\\fIPOT\\fR\nWhere it goes\n"
            ".TP\n\\fILEAF\\fR\nWhat goes in\n"
            ".SS Options\n"
            ".TP\n\\fB\\-h\\fR, \\fB\\-\\-help\\fR\n"
            "Print this help message and exit\n"
            ".TP\n\\fB\\-n\\fR, \\fB\\-\\-cups\\fR \\fIN\\fR\n"
            "How many; at most ten\n"
            ".SS Beside it\n"
            ".TP\n\\fB\\-\\-milk\\fR \\fI{full,none}\\fR\nHow much milk\n"
            ".TP\n\\fB\\-\\-hot\\fR\n\\&.Hot as 'fire' \\e ice\n"
            ".PP\nCareful.\n"
            ".SH EXAMPLES\n"
            ".PP\n.EX\ncook tea pot \\-n 2\n.EE\n"
            ".SH SEE ALSO\n"
            ".BR cook (1)\n");
  EXPECT_THAT(Pages.at("cook.1"), HasSubstr(".SH EXIT STATUS\n.TP\n\\fB0\\fR"));
  EXPECT_THAT(Pages.at("cook.1"),
              HasSubstr(".BR cook\\-tea (1),\n.BR cook\\-cup (1)\n"));
  EXPECT_THAT(Pages.at("cook-cup.1"), HasSubstr("Wash them"));
}

TEST_F(CliText, CompletionsKnowOptionsAndValues) {
  const CommandText Program = describe(App);
  const std::string Bash = bashCompletion(Program);
  EXPECT_THAT(Bash, HasSubstr("\t'') echo 'tea cup' ;;\n"));
  EXPECT_THAT(Bash, HasSubstr("\t'cup') echo 'wash' ;;\n"));
  EXPECT_THAT(Bash, HasSubstr("\t'tea:--milk') echo 'full none' ;;\n"));
  EXPECT_THAT(Bash, HasSubstr("\t':-C') echo '@folders' ;;\n"));
  const std::string Zsh = zshCompletion(Program);
  EXPECT_THAT(Zsh, HasSubstr("'--milk=[How much milk]:value:(full none)'"));
  EXPECT_THAT(Zsh, HasSubstr("'--hot[.Hot as '\\''fire'\\'' \\\\ ice]'"));
  const std::string Fish = fishCompletion(Program);
  EXPECT_THAT(Fish, HasSubstr("-l milk -xa 'full none' -d 'How much milk'"));
  EXPECT_THAT(Fish, HasSubstr("-l hot -d '.Hot as \\'fire\\' \\\\ ice'"));
  for (const std::string &Text : {Bash, Zsh, Fish})
    EXPECT_THAT(Text, testing::Not(HasSubstr("secret")));
}

} // namespace
} // namespace premap
