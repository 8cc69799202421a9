#include "tool/HandlerNames.h"

#include "gtest/gtest.h"

using namespace premap;

static const HandlerName Known[] = {{"a/one.c", "first_mmap"},
                                    {"a/one.c", "second_mmap"},
                                    {"b/two.c", "first_mmap"},
                                    {"b/two.c", "zap_range_mmap"}};

TEST(HandlerNamesTest, NamesTheNearestFirst) {
  EXPECT_EQ(unknownHandler("frist_mmap", Known),
            "there is no mmap handler frist_mmap; did you mean "
            "a/one.c:first_mmap or b/two.c:first_mmap?");
  EXPECT_EQ(unknownHandler("zap_mmap", Known),
            "there is no mmap handler zap_mmap; `premap scan` lists them all");
  EXPECT_EQ(unknownHandler("x/y.c:secondmmap", Known),
            "there is no mmap handler x/y.c:secondmmap; did you mean "
            "a/one.c:second_mmap?");
}

TEST(HandlerNamesTest, NamesThoseOfAFile) {
  const char *Both = "did you mean b/two.c:first_mmap or "
                     "b/two.c:zap_range_mmap?";
  for (const char *Wanted : {"b/two.c", "b/two.c:nothing_like_it"})
    EXPECT_EQ(unknownHandler(Wanted, Known),
              "there is no mmap handler " + std::string(Wanted) + "; " + Both);
  EXPECT_EQ(unknownHandler("c/three.c", Known),
            "there is no mmap handler c/three.c; `premap scan` lists them all");
}

TEST(HandlerNamesTest, SaysNothingOfANameFarAway) {
  EXPECT_EQ(unknownHandler("nobody", {}),
            "there is no mmap handler nobody; `premap scan` lists them all");
}
