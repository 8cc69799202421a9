#include "verify/mutants/CCode.h"

#include "gmock/gmock.h"

using namespace premap::verify;
using testing::ElementsAre;

namespace {

/// The statements of the only function of \p Code, each with its form.
std::vector<std::string> statements(const std::string &Code) {
  std::vector<Function> Functions = functionsOf(Code);
  EXPECT_EQ(Functions.size(), 1u);
  std::vector<std::string> Result;
  for (const Statement &S : Functions.at(0).Body.Inner)
    Result.push_back(std::string(1, "SIABL"[S.What]) +
                     std::to_string(S.Inner.size()) + " " +
                     Code.substr(S.Where.Begin, S.Where.size()));
  return Result;
}

std::vector<std::string> names(const std::string &Code) {
  std::vector<std::string> Result;
  for (const Function &F : functionsOf(Code))
    Result.push_back(F.Name);
  return Result;
}

} // namespace

TEST(BlankNonCode, KeepsThePlaceOfEveryByteOfCode) {
  EXPECT_EQ(blankNonCode("a; /* b;\n c */ d; // e\nf;"),
            "a;      \n      d;     \nf;");
  EXPECT_EQ(blankNonCode("p(\"x; \\\" y\", ';', '\\'');"),
            "p(\"       \", ' ', '  ');");
  EXPECT_EQ(blankNonCode("#define X \\\n  1\n  # if 0\ny # z\n"),
            "           \n   \n        \ny # z\n");
}

TEST(BlankNonCode, EndsWithTheText) {
  EXPECT_EQ(blankNonCode("a /* b"), "a     ");
  EXPECT_EQ(blankNonCode("a // b"), "a     ");
  EXPECT_EQ(blankNonCode("/*"), "  ");
  EXPECT_EQ(blankNonCode("\"b"), "\"b");
}

TEST(FunctionsOf, FindsDefinitionsOnly) {
  EXPECT_THAT(names("static int f(int (*g)(int),\n\t int b)\n{\n}\n"
                    "int h(void);\n"
                    "struct s\n{\n\tint a;\n};\n"
                    "int a[] =\n{\n\t1\n};\n"
                    "static int\nlate (void)\n{\n\tif (1) {\n\t}\n}\n"),
              ElementsAre("f", "late"));
}

TEST(FunctionsOf, ReadsEveryFormOfStatement) {
  EXPECT_THAT(statements("int f(void)\n{\n"
                         "\tint a[] = { 1, 2 };\n"
                         "\tif (a)\n\t\tb();\n\telse if (c)\n\t\td();\n"
                         "\telse {\n\t\te(); f();\n\t}\n"
                         "\tfor (;;) g();\n"
                         "\tdo {\n\t\th();\n\t} while (i);\n"
                         "\tfor_each(a, b) {\n\t\tj();\n\t}\n"
                         "\t{ k(); l(); }\n"
                         "out:\n\treturn 0;\n}\n"),
              ElementsAre("S0 int a[] = { 1, 2 };",
                          "I2 if (a)\n\t\tb();\n\telse if (c)\n\t\td();\n"
                          "\telse {\n\t\te(); f();\n\t}",
                          "A1 for (;;) g();",
                          "A1 do {\n\t\th();\n\t} while (i);",
                          "A1 for_each(a, b) {\n\t\tj();\n\t}",
                          "B2 { k(); l(); }", "L0 out:", "S0 return 0;"));
}

TEST(FunctionsOf, FindsConditions) {
  std::string Code = "int f(void)\n{\n\tif ((a) && b(c)) d();\n}\n";
  Span Condition = functionsOf(Code).at(0).Body.Inner.at(0).Condition;
  EXPECT_EQ(Code.substr(Condition.Begin, Condition.size()), "(a) && b(c)");
}

TEST(FunctionsOf, SurvivesTextThatEndsTooEarly) {
  for (const char *Code :
       {"int f(void)\n{\n\tif (a\n}", "int f(void)\n{\n\tif\n}",
        "int f(void)\n{\n\tdo {\n}", "int f(void)\n{\n\tx:\n}", "\n{\n}",
        "int f(void)\n{\n\tg(\n}"})
    for (const Function &F : functionsOf(Code))
      EXPECT_LE(F.Body.Where.End, std::string(Code).size()) << Code;
}
