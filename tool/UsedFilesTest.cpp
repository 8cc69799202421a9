#include "tool/UsedFiles.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace premap;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

TEST(UsedFiles, FunctionsAndVariablesAreDefinedForOthers) {
  EXPECT_THAT(definedFor("int one(int a)\n{\n\tint b = a;\n\treturn b;\n}\n"
                         "static int two(void) { return 2; } int three(void) "
                         "{ return 3; }\n"
                         "struct my *\nfour(struct my *m)\n{ return m; }\n"),
              UnorderedElementsAre("one", "three", "four"));
  EXPECT_THAT(
      definedFor("int limit = 5, other;\nunsigned long table[4];\n"
                 "const struct ops my_ops = { .a = run, .b = 3 };\n"
                 "int (*hook)(int) = run;\nlong plain;\n"),
      UnorderedElementsAre("limit", "table", "my_ops", "hook", "plain"));
}

TEST(UsedFiles, DeclarationsAndWhatIsStaticAreNot) {
  EXPECT_THAT(definedFor("int one(int);\nextern int limit;\n"
                         "extern const struct ops my_ops;\n"
                         "static int own = 3;\nstatic const struct ops mine = "
                         "{ .a = one };\ntypedef int (*fn)(int);\n"
                         "#define RUN(x) int x(void) { }\n"
                         "MODULE_LICENSE(\"GPL\");\nmodule_init(start);\n"
                         "struct my { int a; };\nenum { A, B = 3 };\n"),
              IsEmpty());
}

FileChanges changes(const std::string &Driver, const std::string &Sibling,
                    const std::string &Third = "") {
  FileChanges Result;
  Result["a.c"] = {Driver, Driver};
  Result["b.c"] = {Sibling, Sibling};
  Result["c.c"] = {Third, Third};
  return Result;
}

TEST(UsedFiles, AFileIsUsedForWhatItDefines) {
  const char *Driver = "extern int limit; int check(int);\n"
                       "int hook(void) { return check(limit); }\n";
  for (const char *Sibling :
       {"int limit = 3;\n", "static int in(int x) { return x; } int check(int "
                            "x) { return in(x); }\n"})
    EXPECT_THAT(filesUsedBy("a.c", changes(Driver, Sibling)),
                UnorderedElementsAre("b.c"));
  EXPECT_THAT(filesUsedBy("a.c", changes(Driver, "static int limit = 3;\n"
                                                 "int deep(void) { }\n")),
              IsEmpty());
  // By way of another one.
  EXPECT_THAT(filesUsedBy("a.c", changes(Driver, "int deep(void) { }\n",
                                         "int limit = 3;\nint use(void) "
                                         "{ return deep(); }\n")),
              UnorderedElementsAre("b.c", "c.c"));
}

} // namespace
