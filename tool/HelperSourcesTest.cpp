#include "tool/HelperSources.h"

#include "gtest/gtest.h"

using namespace premap;

TEST(HelperSources, KnowsADefinitionFromACall) {
  EXPECT_TRUE(definesFunction("int take(struct dev *d)\n{\n}\n", "take"));
  EXPECT_TRUE(definesFunction(
      "struct dev *\ntake(struct dev *d,\n     int (*f)(int))\n{\n}\n",
      "take"));
  EXPECT_TRUE(definesFunction("int use(void)\n{\n\treturn take(d);\n}\n"
                              "void take(int n) {\n}\n",
                              "take"));
  EXPECT_FALSE(definesFunction("int take(struct dev *d);\n", "take"));
  EXPECT_FALSE(
      definesFunction("static int take(struct dev *d)\n{\n}\n", "take"));
  EXPECT_FALSE(
      definesFunction("int use(void)\n{\n\tif (take(d)) {\n\t}\n}\n", "take"));
  EXPECT_FALSE(definesFunction("int mistake(int n)\n{\n}\n", "take"));
  EXPECT_FALSE(definesFunction("int take_more(int n)\n{\n}\n", "take"));
  EXPECT_FALSE(definesFunction("EXPORT_SYMBOL(take);\n", "take"));
  EXPECT_FALSE(definesFunction("int take(", "take"));
}
