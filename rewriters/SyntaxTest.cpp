#include "rewriters/Syntax.h"

#include "gtest/gtest.h"

namespace premap {
namespace {

/// The text of the statement that begins at the first token \p At.
std::string statement(const std::string &Text, const std::string &At) {
  SourceText S("a.c", Text);
  size_t I = 0;
  while (S.at(I) != At)
    ++I;
  return std::string(S.slice(bytes(S, statementAt(S, I, S.tokens().size()))));
}

/// The text from the start of the statement around \p At up to \p At.
std::string upTo(const std::string &Text, const std::string &At) {
  SourceText S("a.c", Text);
  size_t I = 0;
  while (S.at(I) != At)
    ++I;
  size_t Begin = statementBegin(S, I, 0);
  return std::string(S.slice({S.tokens()[Begin].Begin, S.tokens()[I].End}));
}

TEST(Statement, EndsWithItsBodyAndElse) {
  EXPECT_EQ(statement("if (a) b(); else { c(); } d();", "if"),
            "if (a) b(); else { c(); }");
  EXPECT_EQ(statement("x = a ? b : c; y();", "x"), "x = a ? b : c;");
  EXPECT_EQ(statement("do { a(); } while (b); c();", "do"),
            "do { a(); } while (b);");
  EXPECT_EQ(statement("list_for_each(p, l) f(p); g();", "list_for_each"),
            "list_for_each(p, l) f(p);");
}

TEST(Statement, IgnoresSemicolonsInCommentsAndStrings) {
  EXPECT_EQ(statement("f(\";\" /* ; */); g();", "f"), "f(\";\" /* ; */);");
}

TEST(StatementBegin, IsTheInnermostStatement) {
  EXPECT_EQ(upTo("{ a(); if (b) c(x); }", "x"), "c(x");
  EXPECT_EQ(upTo("{ a(); if (b(x)) c(); }", "x"), "if (b(x");
  EXPECT_EQ(upTo("{ r = (int)f(x); }", "x"), "r = (int)f(x");
  EXPECT_EQ(upTo("{ out: r = f(x); }", "x"), "r = f(x");
  EXPECT_EQ(upTo("{ if (a) { b(); } r = f(x); }", "x"), "r = f(x");
}

TEST(UnbracedBody, IsWhatFollowsAHeadOrElse) {
  SourceText S("a.c", "if (a) b(); else c(); d();");
  EXPECT_TRUE(isUnbracedBody(S, 4));
  EXPECT_TRUE(isUnbracedBody(S, 9));
  EXPECT_FALSE(isUnbracedBody(S, 13));
}

std::vector<std::string> declared(const std::string &Body) {
  SourceText S("a.c", Body);
  std::vector<std::string> Names;
  for (const Declaration &D : declarationsIn(S, {0, S.tokens().size()}))
    for (const Declarator &One : D.Declarators)
      Names.push_back(One.Name);
  return Names;
}

TEST(Declarations, AreToldFromStatements) {
  using Strings = std::vector<std::string>;
  EXPECT_EQ(declared("struct a *b = c->d; int e, *f = g(h), i[4];"),
            (Strings{"b", "e", "f", "i"}));
  EXPECT_EQ(declared("u64 a; const char *b; size_t c = sizeof(int);"),
            (Strings{"a", "b", "c"}));
  EXPECT_EQ(declared("a = b; f(c); return d; goto e; x->y = z;"), Strings{});
  EXPECT_EQ(declared("f(); if (a) { int b; }"), Strings{"b"});
}

TEST(Function, IsFoundByNameBehindAttributes) {
  SourceText S("a.c", "static int __maybe_unused\nf(struct a *b,\n  int c)\n"
                      "{\n\treturn 0;\n}\n");
  auto F = functionIn(S, {0, static_cast<unsigned>(S.text().size())}, "f");
  ASSERT_TRUE(F);
  EXPECT_EQ(S.at(F->OpenBrace), "{");
  EXPECT_EQ(S.at(F->body().Begin), "return");
  EXPECT_FALSE(functionIn(S, {0, 20}, "g"));
}

TEST(SourceText, KeepsDirectivesOutOfTheTokens) {
  SourceText S("a.c", "#define X(a) \\\n\tfoo(a)\nint b; // c\n");
  EXPECT_EQ(S.at(0), "int");
  ASSERT_EQ(S.directives().size(), 1u);
  EXPECT_EQ(S.slice(S.directives()[0]), "#define X(a) \\\n\tfoo(a)");
  ASSERT_EQ(S.comments().size(), 1u);
  EXPECT_EQ(S.slice(S.comments()[0]), "// c");
}

TEST(SourceText, CountsColumnsWithTabs) {
  SourceText S("a.c", "\ta\tb\r\nc");
  EXPECT_EQ(S.column(1), 8u);
  EXPECT_EQ(S.column(3), 16u);
  EXPECT_EQ(S.line(6), 2u);
  EXPECT_EQ(S.newline(), "\r\n");
  EXPECT_EQ(S.lineEnd(0), 4u);
}

TEST(SourceText, SurvivesBracketsThatDoNotMatch) {
  SourceText S("a.c", "if (a {\n#else\n(b]\n}");
  for (size_t I = 0; I < S.tokens().size(); ++I)
    if (auto Close = S.closing(I))
      EXPECT_GT(*Close, I);
}

} // namespace
} // namespace premap
