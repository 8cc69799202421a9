// What can be said about a table without compiling its file.
#include "matchers/TextTables.h"

#include "gtest/gtest.h"

using namespace premap;

static std::string tables(llvm::StringRef Text) {
  std::string Out;
  for (const OpsEntry &E : readTablesFromText("a.c", Text))
    Out += E.Type + " " + E.Variable + " ." + E.Field + " " +
           (E.Handler.empty() ? "-" : E.Handler) + " :" +
           std::to_string(E.Where.Line) +
           (E.Form == EntryForm::MacroBody ? " macro" : "") + "\n";
  return Out;
}

TEST(TextTables, PlainTable) {
  EXPECT_EQ(tables("static const struct file_operations f = {\n"
                   "\t.open = o,\n\t.mmap\t= foo_mmap,\n};\n"),
            "file_operations f .mmap foo_mmap :3\n");
}

TEST(TextTables, NullAndExpressionsHaveNoHandler) {
  EXPECT_EQ(tables("struct file_operations f = { .mmap = NULL };\n"
                   "struct file_operations g = { .mmap = A ? b : c, };\n"),
            "file_operations f .mmap - :1\nfile_operations g .mmap - :2\n");
}

TEST(TextTables, OtherRecordsKeepTheirType) {
  EXPECT_EQ(tables("static const struct v4l2_file_operations v = "
                   "{ .mmap = vb2_fop_mmap };"
                   "struct fb_ops b = { .fb_mmap = b_mmap };"),
            "v4l2_file_operations v .mmap vb2_fop_mmap :1\n"
            "fb_ops b .fb_mmap b_mmap :1\n");
}

TEST(TextTables, CommentsAndStringsAreNotTables) {
  EXPECT_EQ(tables("/* struct file_operations f = { .mmap = a }; */\n"
                   "const char *s = \"{ .mmap = a }\";\n"),
            "");
}

TEST(TextTables, AMacroBodyIsATableOfItsOwn) {
  EXPECT_EQ(tables("#define TABLE(n) \\\n"
                   "\tstatic const struct file_operations n = { \\\n"
                   "\t\t.mmap = foo_mmap, \\\n\t}\n"
                   "int x;\n"
                   "struct file_operations g = { .mmap = bar };\n"),
            "file_operations n .mmap foo_mmap :3 macro\n"
            "file_operations g .mmap bar :6\n");
}

TEST(TextTables, ArraysAndNestedMembers) {
  EXPECT_EQ(tables("struct file_operations a[] = { [0] = { .mmap = f },\n"
                   "{ .mmap = g } };\n"
                   "struct dev d = { .fops = { .mmap = h } };\n"),
            "file_operations  .mmap f :1\nfile_operations  .mmap g :2\n"
            "  .mmap h :3\n");
}

TEST(TextTables, CompoundLiteral) {
  EXPECT_EQ(tables("void f(void) { x = &(struct file_operations){ .mmap = g }; "
                   "}"),
            "file_operations  .mmap g :1\n");
}

TEST(TextTables, AQualifiedCompoundLiteralIsNotItsOwner) {
  EXPECT_EQ(tables("struct miscdevice m = {\n"
                   ".fops = &(const struct file_operations){ .mmap = g } };"),
            "file_operations  .mmap g :2\n");
  EXPECT_EQ(tables("struct miscdevice m = { .fops = &(fops_t){ .mmap = g } };"),
            "  .mmap g :1\n");
}

TEST(TextTables, BothBranchesOfAConditional) {
  EXPECT_EQ(tables("struct file_operations f = {\n#ifdef A\n.mmap = a,\n#else\n"
                   ".mmap = b,\n#endif\n};\n"),
            "file_operations f .mmap a :3\nfile_operations f .mmap b :5\n");
}

TEST(TextTables, StatementsAreNotInitializers) {
  EXPECT_EQ(tables("void f(void) { x.mmap = g; y->mmap = h; }"), "");
}

TEST(TextTables, BrokenTextEndsQuietly) {
  EXPECT_EQ(tables("struct file_operations f = { .mmap ="),
            "file_operations f .mmap - :1\n");
  EXPECT_EQ(tables("}}} { { \"unterminated"), "");
}
