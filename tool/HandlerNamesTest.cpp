#include "tool/HandlerNames.h"

#include "gtest/gtest.h"

using namespace premap;

static const HandlerName Known[] = {{"a/one.c", "first_mmap"},
                                    {"a/one.c", "second_mmap"},
                                    {"b/two.c", "first_mmap"},
                                    {"b/two.c", "zap_range_mmap"}};

/// What is said of \p File, "" for any, and \p Function.
static std::string said(const std::string &File, const std::string &Function,
                        llvm::ArrayRef<HandlerName> Names = Known) {
  bool Both = !File.empty() && !Function.empty();
  return unknownHandler({File + (Both ? ":" : "") + Function, File, Function},
                        Names);
}

TEST(HandlerNamesTest, NamesTheNearestFirst) {
  EXPECT_EQ(said("", "frist_mmap"),
            "there is no mmap handler frist_mmap; did you mean "
            "a/one.c:first_mmap or b/two.c:first_mmap?");
  EXPECT_EQ(said("", "zap_mmap"),
            "there is no mmap handler zap_mmap; `premap scan` lists them all");
  EXPECT_EQ(said("x/y.c", "secondmmap"),
            "there is no mmap handler x/y.c:secondmmap; did you mean "
            "a/one.c:second_mmap?");
}

TEST(HandlerNamesTest, NamesThoseOfAFile) {
  const char *Both = "did you mean b/two.c:first_mmap or "
                     "b/two.c:zap_range_mmap?";
  EXPECT_EQ(said("b/two.c", "nothing_like_it"),
            std::string("there is no mmap handler b/two.c:nothing_like_it; ") +
                Both);
  EXPECT_EQ(said("c/three.c", ""),
            "there is no mmap handler c/three.c; `premap scan` lists them all");
}

TEST(HandlerNamesTest, SaysNothingOfANameFarAway) {
  EXPECT_EQ(said("", "nobody", {}),
            "there is no mmap handler nobody; `premap scan` lists them all");
}

TEST(HandlerNamesTest, SaysWhatBecameOfAConvertedOne) {
  const HandlerName Converted[] = {{"a/hpet.c", "hpet_mmap_prepare"},
                                   {"a/mem.c", "mmap_prepare_mem"},
                                   {"b/one.c", "same_mmap_prepare"},
                                   {"b/two.c", "same_mmap_prepare"}};
  EXPECT_EQ(said("", "hpet_mmap", Converted),
            "there is no mmap handler hpet_mmap: it is "
            "a/hpet.c:hpet_mmap_prepare by now");
  EXPECT_EQ(said("a/mem.c", "mmap_mem", Converted),
            "there is no mmap handler a/mem.c:mmap_mem: it is "
            "a/mem.c:mmap_prepare_mem by now");
  EXPECT_EQ(said("", "same_mmap", Converted),
            "there is no mmap handler same_mmap; `premap scan` lists them all");
}
