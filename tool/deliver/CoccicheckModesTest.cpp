#include "tool/deliver/CoccicheckModes.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

std::optional<std::string> text(const std::string &Path) {
  if (Path == "gone.c")
    return std::nullopt;
  std::string Text;
  for (int Line = 1; Line <= 20; ++Line)
    Text += "line " + std::to_string(Line) + "\n";
  return Text;
}

TEST(CoccicheckModes, ReportHasALineForEachPlace) {
  EXPECT_EQ(placesInMode("report",
                         {{"b.c", 7, 3, "second"}, {"a.c", 9, 0, "first"}},
                         text),
            "a.c:9:0-0: WARNING: first\n"
            "b.c:7:2-2: WARNING: second\n");
}

TEST(CoccicheckModes, OrgHasATaskWhoseTextEndsWhereItShould) {
  EXPECT_EQ(placesInMode("org", {{"a.c", 9, 5, "bits[3] is read"}}, text),
            "* TODO [[view:a.c::face=ovl-face1::linb=9::colb=4::cole=4]"
            "[bits(3) is read]]\n");
}

TEST(CoccicheckModes, ContextMarksTheLines) {
  EXPECT_EQ(placesInMode("context", {{"a.c", 2, 1, "x"}}, text),
            "--- a.c\n+++ a.c\n@@ -1,5 +1,4 @@\n line 1\n-line 2\n line 3\n"
            " line 4\n line 5\n");
}

TEST(CoccicheckModes, PlacesNearEachOtherShareAHunk) {
  std::string Out = placesInMode(
      "context", {{"a.c", 4, 1, "x"}, {"a.c", 8, 1, "y"}, {"a.c", 18, 1, "z"}},
      text);
  EXPECT_NE(Out.find("@@ -1,11 +1,9 @@\n"), std::string::npos) << Out;
  EXPECT_NE(Out.find("@@ -15,6 +13,5 @@\n"), std::string::npos) << Out;
}

TEST(CoccicheckModes, WhatCannotBeReadHasNoContext) {
  EXPECT_EQ(placesInMode("context", {{"gone.c", 2, 1, "x"}}, text), "");
  EXPECT_EQ(placesInMode("context", {{"a.c", 400, 1, "x"}}, text), "");
  EXPECT_EQ(placesInMode("context", {}, text), "");
}

} // namespace
} // namespace premap
