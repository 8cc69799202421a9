#include "tool/tree/UnitFamilies.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

CompileCommand command(const std::string &File,
                       const std::vector<std::string> &More) {
  CompileCommand Command;
  Command.Directory = "/build";
  Command.File = File;
  Command.Arch = "x86_64";
  Command.Arguments = {"-nostdinc", "-I/tree/include", "-include",
                       "/tree/kconfig.h"};
  Command.Arguments.insert(Command.Arguments.end(), More.begin(), More.end());
  Command.Arguments.push_back(File);
  return Command;
}

std::vector<UnitFamily> families(const std::vector<CompileCommand> &Commands,
                                 const std::string &Text = "") {
  return unitFamilies(
      Commands, [&](const std::string &) { return Text; }, 1);
}

} // namespace

TEST(UnitFamilies, WhatKbuildNamesAfterTheObjectIsTheMembersOwn) {
  auto Found = families(
      {command("/tree/a.c", {"-DMODULE", "-I/tree/a", "-DKBUILD_MODNAME=\"a\"",
                             "-DKBUILD_MODFILE=\"x/a\""}),
       command("/tree/b.c", {"-DMODULE", "-DKBUILD_MODNAME=\"b\""})});
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_THAT(Found[0].OwnMacros,
              ElementsAre("KBUILD_MODFILE", "KBUILD_MODNAME"));
  EXPECT_THAT(Found[0].Base.Arguments,
              ElementsAre("-nostdinc", "-I/tree/include", "-include",
                          "/tree/kconfig.h", "-DMODULE",
                          "-DKBUILD_MODFILE=KBUILD_MODFILE",
                          "-DKBUILD_MODNAME=KBUILD_MODNAME",
                          "/build/premap-beginning.c"));
  ASSERT_EQ(Found[0].Members.size(), 2u);
  EXPECT_THAT(Found[0].Members[0].Defines,
              ElementsAre("KBUILD_MODNAME=\"a\"", "KBUILD_MODFILE=\"x/a\""));
  EXPECT_THAT(Found[0].Members[0].Folders, ElementsAre("/tree/a"));
  EXPECT_THAT(Found[0].Members[1].Folders, IsEmpty());
}

TEST(UnitFamilies, OtherMacrosAndFlagsMakeAnotherFamily) {
  CompileCommand Arm = command("/tree/d.c", {});
  Arm.Arch = "arm64";
  CompileCommand MadeUp = command("/tree/e.c", {});
  MadeUp.BestEffort = true;
  EXPECT_THAT(
      families({command("/tree/a.c", {}), command("/tree/b.c", {"-DMODULE"}),
                command("/tree/c.c", {"-Wextra"}), Arm, MadeUp}),
      IsEmpty());
}

TEST(UnitFamilies, FoldersThatAreLookedIntoFirstMakeAnotherFamily) {
  CompileCommand Other = command("/tree/b.c", {});
  Other.Arguments.insert(Other.Arguments.begin(), "-I/tree/own");
  EXPECT_THAT(families({command("/tree/a.c", {}), Other}), IsEmpty());
}

TEST(UnitFamilies, LargeOnesAreSplitAndLoseNobody) {
  std::vector<CompileCommand> Commands;
  for (int I = 0; I < 100; ++I)
    Commands.push_back(command("/tree/" + std::to_string(I) + ".c", {}));
  std::set<size_t> Seen;
  auto Found = families(Commands);
  EXPECT_GT(Found.size(), 1u);
  for (const UnitFamily &Family : Found)
    for (const FamilyMember &Its : Family.Members)
      EXPECT_TRUE(Seen.insert(Its.Index).second);
  EXPECT_EQ(Seen.size(), 100u);
}

TEST(UnitFamilies, TheMostCommonHeaderComesFirst) {
  std::map<std::string, std::string> Texts = {
      {"/tree/a.c", "#include <rare.h>\n#include <common.h>\n"},
      {"/tree/b.c", "#include <common.h>\n#include <other.h>\n"},
      {"/tree/c.c", "#include <other.h>\n#include <common.h>\n"}};
  auto Found = unitFamilies(
      {command("/tree/a.c", {}), command("/tree/b.c", {}),
       command("/tree/c.c", {})},
      [&](const std::string &Path) { return Texts.at(Path); }, 1);
  ASSERT_EQ(Found.size(), 1u);
  for (const FamilyMember &Its : Found[0].Members)
    if (Its.File == "/tree/a.c")
      EXPECT_THAT(Its.Headers, ElementsAre("common.h"));
    else
      EXPECT_THAT(Its.Headers, ElementsAre("common.h", "other.h"));
}

TEST(LeadingHeaders, ThoseBeforeTheFirstLineOfCodeOrCondition) {
  EXPECT_THAT(leadingHeaders("// SPDX\n/* a\n#include <no.h>\n*/\n"
                             "#define pr_fmt(x) \\\n  x\n"
                             "#include <a.h> /* why */\n#include \"own.h\"\n"
                             "# include <b/c.h>\n\n#ifdef X\n"
                             "#include <d.h>\n#endif\n#include <e.h>\n"),
              ElementsAre("a.h", "b/c.h"));
  EXPECT_THAT(leadingHeaders("#include <a.h>\nint x;\n#include <b.h>\n"),
              ElementsAre("a.h"));
  EXPECT_THAT(leadingHeaders("#include <a.h\n#include NAME\n"), IsEmpty());
  EXPECT_THAT(leadingHeaders("#include"), IsEmpty());
  EXPECT_THAT(leadingHeaders(""), IsEmpty());
}
