#include "verify/mutants/KnownMutants.h"

#include "gmock/gmock.h"

#include <stdexcept>

using namespace premap::verify;
using testing::ElementsAre;

TEST(KnownMutants, AreFoundByFileFunctionKindAndNumber) {
  KnownMutants Known =
      KnownMutants::parse("# comment\n\n"
                          "a.c\tf\tset for clear\t1\tsame\tnever reached\n"
                          "a.c\tf\tset for clear\t2\tmissed\tto be done\n"
                          "a.c\tg\tset for clear\t1\tsame\tgone\n");
  Mutant M{"f", "set for clear", 1, 7, "", ""};
  const KnownMutant *One = Known.find("a.c", M);
  ASSERT_TRUE(One);
  EXPECT_EQ(One->What, KnownMutant::Same);
  EXPECT_EQ(One->Why, "never reached");
  EXPECT_FALSE(Known.find("b.c", M));
  M.Number = 2;
  ASSERT_TRUE(Known.find("a.c", M));
  EXPECT_EQ(Known.find("a.c", M)->What, KnownMutant::Missed);
  EXPECT_THAT(Known.unused(), ElementsAre("a.c:g: set for clear 1"));
}

TEST(KnownMutants, RefuseWhatSaysNothing) {
  for (const char *Line :
       {"a.c\tf\tkind\t1\tsame", "a.c\tf\tkind\t1\tsame\t",
        "a.c\tf\tkind\tone\tsame\twhy", "a.c\tf\tkind\t\tsame\twhy",
        "a.c\tf\tkind\t1\tother\twhy", "a.c\tf\tkind\t1\tsame\twhy\tmore",
        "a.c\tf\tkind\t1\tsame\tx\na.c\tf\tkind\t1\tsame\ty"})
    EXPECT_THROW(KnownMutants::parse(Line), std::runtime_error) << Line;
}
