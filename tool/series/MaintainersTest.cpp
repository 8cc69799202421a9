#include "tool/series/Maintainers.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

const char Text[] = R"(List of maintainers
===================

Descriptions of section entries:

	M: *Mail* patches to: FullName <address@domain>

Maintainers List
----------------

CHARACTER DEVICES
M:	Ann Char <ann@example.org>
L:	linux-char@example.org (moderated for non-subscribers)
F:	drivers/char/
X:	drivers/char/apart/

PLAIN WINDOWS
M:	Bob Win <bob@example.org>
M:	Cy Win <cy@example.org>
P:	Documentation/process/maintainer-win.rst
F:	drivers/char/physwin*
F:	drivers/char/window

THE REST
M:	Everybody <all@example.org>
F:	*
F:	*/
)";

std::string titleOf(const char *Path) {
  static const Maintainers All = Maintainers::parse(Text);
  const MaintainerSection *Section = All.sectionOf(Path);
  return Section ? Section->Title : "";
}

TEST(Maintainers, TheMostPreciseLineWins) {
  EXPECT_EQ(titleOf("drivers/char/mem.c"), "CHARACTER DEVICES");
  EXPECT_EQ(titleOf("drivers/char/sub/deep.c"), "CHARACTER DEVICES");
  EXPECT_EQ(titleOf("drivers/char/physwin.c"), "PLAIN WINDOWS");
  EXPECT_EQ(titleOf("drivers/char/physwin/core.c"), "CHARACTER DEVICES");
  EXPECT_EQ(titleOf("drivers/char/window/a/b.c"), "PLAIN WINDOWS");
}

TEST(Maintainers, WhatIsExcludedOrNamedByNobodyHasNone) {
  EXPECT_EQ(titleOf("drivers/char/apart/x.c"), "");
  EXPECT_EQ(titleOf("drivers/charter/x.c"), "");
  EXPECT_EQ(titleOf("fs/x.c"), "");
}

TEST(Maintainers, LinesAreKeptWithoutRemarks) {
  Maintainers All = Maintainers::parse(Text);
  const MaintainerSection *Windows = All.sectionOf("drivers/char/physwin.c");
  ASSERT_TRUE(Windows);
  EXPECT_EQ(Windows->People.size(), 2u);
  EXPECT_EQ(Windows->Profiles.size(), 1u);
  EXPECT_EQ(All.sectionOf("drivers/char/mem.c")->Lists,
            std::vector<std::string>{"linux-char@example.org"});
}

TEST(Maintainers, NoiseIsNoSection) {
  Maintainers None = Maintainers::parse("\x01\x02\nM:\nF\n::\n\nF:\t*\n");
  EXPECT_EQ(None.sectionOf("a.c"), nullptr);
}

} // namespace
} // namespace premap
