#include "verify/mutants/Mutants.h"

#include "gmock/gmock.h"

#include <set>

using namespace premap::verify;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

/// A hook with \p Body, indented by one tab.
std::string hook(const std::string &Body) {
  return "static int f(struct vm_area_desc *desc)\n{\n" + Body + "}\n";
}

/// What becomes of \p Body in the mutants of \p Kind.
std::vector<std::string> mutants(const std::string &Kind,
                                 const std::string &Body) {
  std::vector<std::string> Result;
  std::string Before = hook("");
  for (const Mutant &M : mutantsOf(hook(Body)))
    if (M.Kind == Kind) {
      std::size_t Start = Before.size() - 2; // before the last brace
      Result.push_back(M.Text.substr(Start, M.Text.size() - Before.size()));
    }
  return Result;
}

std::vector<std::string> functions(const std::string &Text) {
  std::set<std::string> Names;
  for (const Mutant &M : mutantsOf(Text))
    Names.insert(M.Function);
  return {Names.begin(), Names.end()};
}

} // namespace

TEST(MutantsOf, ChangesHooksOfTheConversionOnly) {
  EXPECT_THAT(functions("static int g(void)\n{\n\treturn 0;\n}\n"
                        "static int err(int e)\n{\n\treturn -EAGAIN;\n}\n"
                        "static int old(struct vm_area_struct *vma)\n"
                        "{\n\treturn 0;\n}\n"
                        "static int mapped(void)\n{\n\treturn 0;\n}\n"
                        "static int f(int a,\n\t\tstruct vm_area_desc *desc)\n"
                        "{\n\tdesc->action.error_hook = err;\n"
                        "\treturn 0;\n}\n"
                        "static const struct vm_operations_struct ops = {\n"
                        "\t.mapped = mapped,\n};\n"),
              ElementsAre("err", "f", "mapped"));
}

TEST(MutantsOf, LeavesCommentsAndStringsAlone) {
  EXPECT_THAT(
      mutantsOf(hook("\t/* return 0; desc->pgoff */\n"
                     "\t// desc->vm_ops = &x;\n"
                     "\tpr_info(\"desc->pgoff == %d\", desc->pgoff);\n")),
      IsEmpty());
}

TEST(MutantsOf, SaysWhereAndWhat) {
  std::vector<Mutant> All =
      mutantsOf("int a;\n" + hook("\tvma_desc_set_flags(desc,\n"
                                  "\t\tVMA_IO_BIT);\n\treturn 0;\n"));
  ASSERT_FALSE(All.empty());
  EXPECT_EQ(All[0].what(), "f:4: dropped flags 1: vma_desc_set_flags(desc, "
                           "VMA_IO_BIT); -> ;");
  EXPECT_EQ(All[0].Text, "int a;\n" + hook("\t;\n\treturn 0;\n"));
}

TEST(MutantsOf, NumbersMutantsOfAKindWithinAFunction) {
  std::vector<unsigned> Numbers;
  for (const Mutant &M :
       mutantsOf(hook("\tif (a) return -EIO;\n\tif (b) return -EIO;\n") +
                 "static int h(struct vm_area_desc *d)\n{\n"
                 "\tif (a) return -EIO;\n}\n" +
                 hook("\tif (c) return -EIO;\n")))
    if (M.Kind == "a dropped check")
      Numbers.push_back(M.Number);
  EXPECT_THAT(Numbers, ElementsAre(1, 2, 1, 3));
}

TEST(MutantsOf, TakesTheNameOfTheDesc) {
  std::vector<std::string> Kinds;
  for (const Mutant &M : mutantsOf("int f(struct vm_area_desc *md)\n{\n"
                                   "\tmd->vm_ops = &x;\n}\n"))
    Kinds.push_back(M.Kind);
  EXPECT_THAT(Kinds, ElementsAre("a dropped field", "the wrong field"));
}

TEST(MutantsOf, Fields) {
  EXPECT_THAT(mutants("a dropped field", "\tdesc->page_prot = x(\n\t\ty);\n"),
              ElementsAre("\t;\n"));
  EXPECT_THAT(mutants("the wrong field", "\tdesc->vm_ops = &o;\n"),
              ElementsAre("\tdesc->private_data = (void *)&o;\n"));
  EXPECT_THAT(mutants("the wrong private data", "\tdesc->private_data = p;\n"),
              ElementsAre("\tdesc->private_data = desc->file;\n"));
  EXPECT_THAT(
      mutants("the wrong private data", "\tdesc->private_data = desc->file;\n"),
      IsEmpty());
  EXPECT_THAT(mutants("a dropped hook", "\tdesc->action.error_hook = e;\n"),
              ElementsAre("\t;\n"));
}

TEST(MutantsOf, Flags) {
  EXPECT_THAT(mutants("another flag",
                      "\tvma_desc_clear_flags(desc, VMA_MAYWRITE_BIT);\n"),
              ElementsAre("\tvma_desc_clear_flags(desc, VMA_WRITE_BIT);\n"));
  EXPECT_THAT(mutants("a flag less", "\tvma_desc_set_flags(desc, VMA_IO_BIT,\n"
                                     "\t\tVMA_DONTCOPY_BIT);\n"),
              ElementsAre("\tvma_desc_set_flags(desc,\n"
                          "\t\tVMA_DONTCOPY_BIT);\n",
                          "\tvma_desc_set_flags(desc, VMA_IO_BIT);\n"));
  EXPECT_THAT(
      mutants("a flag less", "\tvma_desc_set_flags(desc, VMA_IO_BIT);\n"),
      IsEmpty());
  EXPECT_THAT(
      mutants("another flag tested",
              "\tif (vma_desc_test(desc, VMA_SHARED_BIT)) x();\n"),
      ElementsAre("\tif (vma_desc_test(desc, VMA_MAYSHARE_BIT)) x();\n"));
  EXPECT_THAT(
      mutants("all for any",
              "\tx(vma_desc_test_any(desc, VMA_READ_BIT, VMA_EXEC_BIT));\n"),
      ElementsAre(
          "\tx(vma_desc_test_all(desc, VMA_READ_BIT, VMA_EXEC_BIT));\n"));
  EXPECT_THAT(
      mutants("set for clear", "\tvma_desc_clear_flags(desc, VMA_IO_BIT);\n"),
      ElementsAre("\tvma_desc_set_flags(desc, VMA_IO_BIT);\n"));
}

TEST(MutantsOf, ErrorsAndResults) {
  EXPECT_THAT(
      mutants("another error number", "\terr = -EIO;\n\treturn -ENOMEM;\n"),
      UnorderedElementsAre("\terr = -ENOMEM;\n\treturn -ENOMEM;\n",
                           "\terr = -EIO;\n\treturn -EINVAL;\n"));
  EXPECT_THAT(mutants("success for failure", "\treturn -EIO;\n"),
              ElementsAre("\treturn 0;\n"));
  EXPECT_THAT(mutants("failure for success", "\treturn 0;\n"),
              ElementsAre("\treturn -EIO;\n"));
  EXPECT_THAT(
      mutants("a leaked reference", "\tif (a)\n\t\treturn 0;\n"),
      ElementsAre("\tif (a)\n\t\t{ get_file(desc->file); return 0; }\n"));
  EXPECT_THAT(mutants("a swallowed error", "\tif (rc < 0)\n\t\treturn rc;\n"),
              ElementsAre("\tif (rc < 0)\n\t\treturn 0;\n"));
  EXPECT_THAT(mutants("a swallowed error", "\tif (a)\n\t\treturn rc;\n"),
              IsEmpty());
}

TEST(MutantsOf, Checks) {
  EXPECT_THAT(mutants("a negated check", "\tif (a || b)\n\t\tc();\n"),
              ElementsAre("\tif (!(a || b))\n\t\tc();\n"));
  EXPECT_THAT(mutants("a dropped check",
                      "\tif (a) {\n\t\tb();\n\t\tgoto out;\n\t}\n"
                      "\tif (c)\n\t\td();\n"
                      "\tif (e)\n\t\treturn 1;\n\telse\n\t\tf();\n"),
              ElementsAre("\t;\n\tif (c)\n\t\td();\n"
                          "\tif (e)\n\t\treturn 1;\n\telse\n\t\tf();\n"));
  EXPECT_THAT(mutants("reordered checks",
                      "\tif (a)\n\t\treturn -EIO;\n"
                      "\tif (b) {\n\t\tc();\n\t\treturn -EPERM;\n\t}\n"
                      "\tif (d)\n\t\treturn -EPERM;\n"),
              ElementsAre("\tif (b) {\n\t\tc();\n\t\treturn -EPERM;\n\t}\n"
                          "\tif (a)\n\t\treturn -EIO;\n"
                          "\tif (d)\n\t\treturn -EPERM;\n"));
  EXPECT_THAT(mutants("another bound", "\ta(b > c, d->e, f >> g, h <= i);\n"),
              UnorderedElementsAre("\ta(b >= c, d->e, f >> g, h <= i);\n",
                                   "\ta(b > c, d->e, f >> g, h < i);\n"));
}

TEST(MutantsOf, OffsetsAndSizes) {
  EXPECT_THAT(mutants("another pgoff", "\tdesc->pgoff = desc->pgoff;\n"),
              ElementsAre("\tdesc->pgoff = (desc->pgoff + 1);\n"));
  EXPECT_THAT(
      mutants("pgoff shifted twice", "\ta = desc->pgoff << PAGE_SHIFT;\n"),
      ElementsAre("\ta = (desc->pgoff << PAGE_SHIFT) << PAGE_SHIFT;\n"));
  EXPECT_THAT(mutants("pages for bytes", "\ta = desc->pgoff << PAGE_SHIFT;\n"
                                         "\tb = vma_desc_size(desc);\n"),
              UnorderedElementsAre("\ta = desc->pgoff;\n"
                                   "\tb = vma_desc_size(desc);\n",
                                   "\ta = desc->pgoff << PAGE_SHIFT;\n"
                                   "\tb = vma_desc_pages(desc);\n"));
  EXPECT_THAT(mutants("bytes for pages", "\ta(b >>\n\t\tPAGE_SHIFT);\n"),
              ElementsAre("\ta(b);\n"));
}

TEST(MutantsOf, Actions) {
  std::string Full = "\tmmap_action_remap_full(desc,\n\t\ta);\n";
  EXPECT_THAT(mutants("a dropped action", Full), ElementsAre("\t;\n"));
  EXPECT_THAT(mutants("io remap for remap", Full),
              ElementsAre("\tmmap_action_ioremap_full(desc,\n\t\ta);\n"));
  EXPECT_THAT(mutants("another pfn", Full),
              ElementsAre("\tmmap_action_remap_full(desc,\n\t\t(a) + 1);\n"));
  std::string Simple = "\tmmap_action_simple_ioremap(desc, a >> b(c, d),\n"
                       "\t\te);\n";
  EXPECT_THAT(mutants("another address", Simple),
              ElementsAre("\tmmap_action_simple_ioremap(desc, "
                          "(a >> b(c, d)) + PAGE_SIZE,\n\t\te);\n"));
  EXPECT_THAT(mutants("another size", Simple),
              ElementsAre("\tmmap_action_simple_ioremap(desc, a >> b(c, d),\n"
                          "\t\t(e) + PAGE_SIZE);\n"));
  EXPECT_THAT(mutants("page_prot after the action",
                      "\tdesc->page_prot = p;\n"
                      "\tmmap_action_remap_full(desc, a);\n\tb();\n"),
              ElementsAre("\t\n\tmmap_action_remap_full(desc, a);"
                          " desc->page_prot = p; \n\tb();\n"));
}

TEST(MutantsOf, LocksAndReferences) {
  std::string Locked = "\tmutex_lock(&m);\n\ta();\n\tb();\n"
                       "\tmutex_unlock(&m);\n";
  EXPECT_THAT(mutants("a lock dropped early", Locked),
              ElementsAre("\tmutex_lock(&m);\n\ta();\n"
                          "\t mutex_unlock(&m); b();\n\t\n",
                          "\tmutex_lock(&m); mutex_unlock(&m); \n\ta();\n"
                          "\tb();\n\t\n"));
  EXPECT_THAT(mutants("a lock dropped early",
                      "\tid = x_read_lock();\n\ta();\n\tx_read_unlock(id);\n"),
              ElementsAre("\tid = x_read_lock();\n"
                          "\t x_read_unlock(id); a();\n\t\n"));
  EXPECT_THAT(mutants("a lock not dropped", Locked),
              ElementsAre("\tmutex_lock(&m);\n\ta();\n\tb();\n\t;\n"));
  EXPECT_THAT(mutants("a call left out", Locked).size(), 2u);
  for (const char *Put : {"fput(f)", "kref_put(&k, x)", "put_device(d)",
                          "free_xid(x)", "kfree(p)"})
    EXPECT_THAT(mutants("a reference not put", "\t" + std::string(Put) + ";\n"),
                ElementsAre("\t;\n"))
        << Put;
}
