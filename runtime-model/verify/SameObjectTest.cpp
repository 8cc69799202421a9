// Two names of one object, one name of two, pointers to none; and loops that
// leave nothing to compare.
#include "verify/ByHand.h"

using namespace premap::verify;
using testing::Contains;

namespace {

const char *Pair = R"(
struct pair { struct side *left, *right; unsigned long phys; int which;
              struct list_head { struct list_head *next, *prev; } list, node; };
struct side { int users, size; struct side *peer; };
static const struct vm_operations_struct side_ops = { };
void list_add(struct list_head *, struct list_head *);
void list_del(struct list_head *);
int use(const char *);
)";

/// Both bodies start with `p` at hand.
Change change(const std::string &Old, const std::string &New,
              const std::string &Head = "") {
  const std::string Start = "struct pair *p = (void *)st; (void)p;\n";
  return {Pair + Head, Start + Old + "vma->vm_ops = &side_ops;", Pair + Head,
          Start + New + "desc->vm_ops = &side_ops;"};
}

/// A read and a store, in either order.
Change crossed(const std::string &Setup, const std::string &Read,
               const std::string &Store) {
  const char *Test = "if (n > 7) return -EBUSY;";
  return change(Setup + "int n = " + Read + ";" + Store + Test,
                Setup + Store + "int n = " + Read + ";" + Test);
}

TEST(SameObject, TheCodeSaysThatTwoPointersAreEqual) {
  expectDifferent(crossed("if (p->left != p->right) return -EINVAL;",
                          "p->left->users", "p->right->users = 0;"),
                  "now_succeeds");
  expectDifferent(crossed("struct side *s = p->left->peer;"
                          "if (!(s == p->right && p->which)) return -EINVAL;",
                          "s->size", "p->right->size = 9;"),
                  "now_fails");
  // They are not known to be equal, or are known to differ.
  expectEqual(crossed("", "p->left->users", "p->right->users = 0;"));
  expectEqual(crossed("if (p->left == p->right) return -EINVAL;",
                      "p->left->users", "p->right->users = 0;"));
}

TEST(SameObject, APointerIsOneOfTwo) {
  expectDifferent(crossed("struct side *a = p->left, *b = p->right;"
                          "int w = p->which; struct side *s = w ? a : b;",
                          "a->users", "s->users = 0;"),
                  "now_succeeds");
  expectDifferent(crossed("struct side *a = p->left, *b = p->right, *s = a;"
                          "if (p->which > 2) s = b;",
                          "b->size", "s->size = 9;"),
                  "now_fails");
  expectEqual(crossed("struct side *a = p->left, *b = p->right, *s = a;"
                      "if (p->which > 2) s = b;",
                      "b->users", "s->size = 9;"));
}

/// By other means than `==`.
TEST(SameObject, TheCodeRelatesTwoPointers) {
  const char *L = "(unsigned long)p->left", *R = "(unsigned long)p->right";
  auto unless = [&](const std::string &Asked) {
    return crossed("unsigned long l = " + std::string(L) + ", r = " + R +
                       "; if (" + Asked + ") return -EINVAL;",
                   "p->left->users", "p->right->users = 0;");
  };
  for (const char *Asked :
       {"l ^ r", "(l ^ r) != 0", "l - r", "p->left - p->right",
        "p->left < p->right || p->left > p->right", "(l == r ? 1 : 0) != 1",
        "(unsigned)l != (unsigned)r || l >> 32 != r >> 32"})
    expectDifferent(unless(Asked), "now_succeeds");
  // They lead into one object, but not to the same place of it.
  expectInconclusive(unless("l != r + 4"), "unmodelled");
  // What is asked says that they differ.
  expectEqual(unless("!(l ^ r)"));
  expectEqual(unless("l <= r"));
}

TEST(SameObject, OnePointerIsComputedFromAnother) {
  auto through = [](const char *Pointer, const char *Read = "p->left->users") {
    return crossed("struct side *s = (struct side *)(" + std::string(Pointer) +
                       ");",
                   Read, "s->users = 0;");
  };
  expectDifferent(through("(unsigned long)p->left & ~3UL"), "now_succeeds");
  expectDifferent(through("-(unsigned long)(p->which & 1) & "
                          "((unsigned long)p->left ^ (unsigned long)p->right)"
                          " ^ (unsigned long)p->right"),
                  "now_succeeds");
  expectDifferent(
      through("(unsigned long)p->left + p->which * 16UL", "p->left->users"),
      "now_succeeds");
  expectDifferent(through("p->which ? (unsigned long)p->left"
                          " : (unsigned long)p->right",
                          "p->right->users"),
                  "now_succeeds");
  expectEqual(through("(unsigned long)p->right & ~3UL"));
}

TEST(SameObject, AVariableIsComparedByItsBits) {
  const char *Head = "static struct side one, two;\n";
  auto body = [](const char *Read) {
    return std::make_pair(
        "if ((unsigned long)p->left ^ (unsigned long)&one) return -EINVAL;"
        "int n = " +
            std::string(Read) +
            "; p->left->users = 0; if (n > 7)"
            " return -EBUSY;",
        "if ((unsigned long)p->left ^ (unsigned long)&one) return -EINVAL;"
        "p->left->users = 0; int n = " +
            std::string(Read) + "; if (n > 7) return -EBUSY;");
  };
  auto [Old, New] = body("one.users");
  expectDifferent(change(Old, New, Head), "now_succeeds");
  auto [Other, NewOther] = body("two.users");
  expectEqual(change(Other, NewOther, Head));
}

TEST(SameObject, AHelperTellsThePointer) {
  const char *Head = "static struct side *chosen(struct pair *p)"
                     " { if (p->which) return p->left; return p->right; }\n";
  auto moved = [&](const std::string &Read) {
    std::string Start = "struct side *s = chosen(p);",
                Check = "if (n > 7) return -EBUSY;",
                Reads = "int n = " + Read + ";", Store = "s->users = 0;";
    return change(Start + Reads + Store + Check, Start + Store + Reads + Check,
                  Head);
  };
  expectDifferent(moved("p->left->users"), "now_succeeds");
  expectDifferent(moved("p->right->users"), "now_succeeds");
  expectEqual(moved("p->left->size"));
}

TEST(SameObject, AListIsChangedByWhoJoinsIt) {
  auto around = [](const std::string &Before, const std::string &Between,
                   const std::string &After) {
    return Before + "list_add(&p->node, &p->list);" + Between +
           "list_del(&p->node);" + After + "if (q) return -EBUSY;";
  };
  const char *Read = "int q = p->list.next != &p->list;";
  expectDifferent(change(around(Read, "", ""), around("", Read, "")),
                  "now_fails");
  // Its neighbours in the object are not.
  const char *Other = "int q = p->which != 3;";
  expectEqual(change(around(Other, "", ""), around("", Other, "")));
}

TEST(SameObject, TwoFunctionsHaveAVariableOfOneName) {
  const char *Two = "static int first(void) { static int n; return ++n; }\n"
                    "static int second(void) { static int n; return ++n; }\n"
                    "int both(void); int both(void)"
                    " { return first() + second(); }\n";
  expectDifferent(change("if (first() > 3) return -EBUSY;",
                         "if (second() > 3) return -EBUSY;", Two),
                  "now_fails");
  expectEqual(change("if (first() > 3) return -EBUSY;",
                     "if (first() >= 4) return -EBUSY;", Two));
}

TEST(SameObject, TheFileOfTheMappingIsNotThatOfTheCall) {
  expectDifferent(change("if (((struct pair *)file->private_data)->which)"
                         " return -EBUSY;",
                         "if (((struct pair *)desc->vm_file->private_data)"
                         "->which) return -EBUSY;"),
                  "now_fails");
  const char *OfVma = "if (((struct pair *)vma->vm_file->private_data)->which)"
                      " return -EBUSY;";
  expectEqual(change(OfVma, "if (((struct pair *)desc->vm_file->private_data)"
                            "->which) return -EBUSY;"));
  expectEqual(change(OfVma, "if (((struct pair *)desc->file->private_data)"
                            "->which) return -EBUSY;"));
  // Both names lead to one file in nearly every call.
  auto reads = [](const std::string &File, bool First) {
    std::string Store =
        "((struct pair *)" + File + "->private_data)->which = 0;";
    std::string Read = "int n = p->which;";
    return (First ? Read + Store : Store + Read) + "if (n > 7) return -EBUSY;";
  };
  expectDifferent(
      change(reads("vma->vm_file", true), reads("desc->vm_file", false)),
      "now_succeeds");
  expectEqual(
      change(reads("vma->vm_file", true), reads("desc->vm_file", true)));
}

TEST(SameObject, TheLibrarysHookGetsAnotherFile) {
  auto generic = [](const char *Which) {
    Change C = change("", "");
    C.OldHead += "struct lower { struct file *below; };\n";
    C.OldBody = "return generic_file_mmap(" + std::string(Which) + ", vma);";
    C.NewBody = "return generic_file_mmap_prepare(desc);";
    return C;
  };
  VerifyResult R = verifyChange(generic("((struct lower *)st)->below"));
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  expectEqual(generic("file"));
}

TEST(SameObject, NothingIsFollowed) {
  expectDifferent(change("struct pair *q = file->private_data;"
                         "if (q->which) use(\"x\");",
                         "struct pair *q = desc->private_data;"
                         "if (q->which) use(\"x\");"),
                  "bad_pointer");
  expectDifferent(
      change("struct side *s = p->left; if (s->users) use(\"x\");",
             "struct side *s = p->which ? (void *)-EINVAL : p->left;"
             "if (s->users) use(\"x\");"),
      "bad_pointer");
  expectEqual(change("struct side *s = p->left; if (s->users) use(\"x\");",
                     "struct side *s = p->which ? p->left : p->left;"
                     "if (s->users) use(\"x\");"));
}

/// close() runs after a failed action, when mapped() has not.
TEST(SameObject, CloseFollowsWhatMappedWouldHaveSet) {
  auto table = [](const char *Close, const char *Mapped) {
    return "static void my_close(struct vm_area_struct *vma)\n"
           "{ struct side *s = vma->vm_private_data;" +
           std::string(Close) + "}\n" + Mapped;
  };
  auto closing = [&](const char *Close) {
    Change C = change("", "");
    C.OldHead += table(Close, "static const struct vm_operations_struct c_ops ="
                              " { .close = my_close };\n");
    C.NewHead += table(
        Close, "static int my_mapped(unsigned long start, unsigned long end,"
               " pgoff_t pgoff, const struct file *file, void **private)\n"
               "{ *private = file->private_data; return 0; }\n"
               "static const struct vm_operations_struct c_ops ="
               " { .close = my_close, .mapped = my_mapped };\n");
    C.OldBody = "struct pair *p = (void *)st; vma->vm_private_data = p;"
                "vma->vm_ops = &c_ops; return remap_pfn_range(vma,"
                "vma->vm_start, p->phys, vma->vm_end - vma->vm_start,"
                "vma->vm_page_prot);";
    C.NewBody = "struct pair *p = (void *)st; desc->vm_ops = &c_ops;"
                "mmap_action_remap_full(desc, p->phys);";
    return C;
  };
  expectDifferent(closing("if (s->users) use(\"x\");"), "bad_pointer");
  expectDifferent(closing("int n = s->size; if (n) use(\"y\");"),
                  "bad_pointer");
  expectEqual(closing("if (s && s->users > 900) _printk(\"z\");"));
}

TEST(SameObject, EverySuccessLiesBehindTheBoundOfALoop) {
  auto searched = [](const std::string &Least, const std::string &Pfn) {
    const std::string Search =
        "unsigned long *at = (void *)p->left; unsigned long i, n = st->size;"
        "if (n < " +
        Least +
        ") return -EINVAL; for (i = 0; i < n; i++) if (!at[i])"
        "return -EPERM;";
    Change C = change("", "");
    C.OldBody = "struct pair *p = (void *)st;" + Search +
                "return remap_pfn_range(vma, vma->vm_start, p->phys,"
                "vma->vm_end - vma->vm_start, vma->vm_page_prot);";
    C.NewBody = "struct pair *p = (void *)st;" + Search +
                "mmap_action_remap_full(desc, " + Pfn + ");";
    return C;
  };
  expectInconclusive(searched("40", "0"), "no_success_in_bound");
  expectInconclusive(searched("40", "p->phys"), "no_success_in_bound");
  // A few more rounds are tried.
  expectDifferent(searched("6", "0"), "request_target");
  expectDifferent(searched("1", "0"), "request_target");
  VerifyResult R = verifyChange(searched("1", "p->phys"));
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
}

} // namespace
