// Hooks that another hook calls, and their callers: who has a VMA already, and
// what a member that no table sets yet means.
#include "verify/TestSupport.h"

#include "gmock/gmock.h"

namespace premap::verify {
namespace {

const std::string Types = R"(#include <kernel.h>
struct port;
struct port_ops {
  int (*mmap)(struct port *port, struct vm_area_struct *vma);
  int (*mmap_prepare)(struct port *port, struct vm_area_desc *desc);
};
struct port { const struct port_ops *ops; unsigned long pfn; int users; };
void compat_set_desc_from_vma(struct vm_area_desc *desc,
                              const struct file *file,
                              const struct vm_area_struct *vma);
int __compat_vma_mmap(struct vm_area_desc *desc, struct vm_area_struct *vma);
)";

std::string caller(const std::string &Body) {
  return Types + R"(
static int port_mmap(struct file *file, struct vm_area_struct *vma) {
  struct port *port = file->private_data;)" +
         Body + R"(}
static const struct file_operations port_fops = { .mmap = port_mmap, };)";
}

std::string member(const std::string &Parameter, const std::string &Field,
                   const std::string &Body) {
  return Types + R"(
static const struct vm_operations_struct my_vm_ops = {};
static int hook(struct port *port, )" +
         Parameter + ") {" + Body +
         "}\nstatic const struct port_ops ops = { ." + Field + " = hook, };";
}

const std::string OldCall = R"(
  if (port->ops->mmap)
    return port->ops->mmap(port, vma);
  return -ENODEV;)";

std::string newCall(const std::string &Condition) {
  return "if (" + Condition + R"() {
    struct vm_area_desc desc;
    int err;
    compat_set_desc_from_vma(&desc, file, vma);
    err = port->ops->mmap_prepare(port, &desc);
    if (err) return err;
    return __compat_vma_mmap(&desc, vma);
  })" + OldCall;
}

VerifyResult verifyMove(const std::string &Old, const std::string &New,
                        bool Moves = true) {
  VerifyInput Input = inputFor(Old, New, {"API_72"});
  if (Moves)
    Input.Unset = {"port_ops", "mmap_prepare"};
  std::vector<VerifyResult> Results = verifyUnit(Input);
  EXPECT_EQ(Results.size(), 1u);
  return Results.front();
}

TEST(InnerHook, ACallerWithoutANewMemberDoesWhatItDid) {
  VerifyResult R =
      verifyMove(caller(OldCall), caller(newCall("port->ops->mmap_prepare")));
  EXPECT_EQ(R.Result, Verdict::Equivalent) << toJson(R).dump(1);
  EXPECT_THAT(R.Assumptions,
              testing::Contains("struct port_ops has mmap_prepare in both "
                                "texts, and it is NULL wherever they read it"));
}

TEST(InnerHook, WithoutThatAssumptionItDoesNot) {
  VerifyResult R =
      verifyMove(caller(OldCall), caller(newCall("port->ops->mmap_prepare")),
                 /*Moves=*/false);
  EXPECT_GE(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
}

TEST(InnerHook, ACallerThatAsksForSomethingElseDiffers) {
  VerifyResult R =
      verifyMove(caller(OldCall), caller(newCall("port->users > 4")));
  EXPECT_GE(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
  R = verifyMove(caller(OldCall), caller(newCall("!port->ops->mmap_prepare")));
  EXPECT_GE(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
}

const std::string OldHook = "vma->vm_ops = &my_vm_ops; port->users++;"
                            "return 0;";
const std::string NewHook = "desc->vm_ops = &my_vm_ops; port->users++;"
                            "return 0;";
const char *const Vma = "struct vm_area_struct *vma";
const char *const Desc = "struct vm_area_desc *desc";

// Its VMA exists, and nothing can fail behind it; called by the core, the store
// would stay where the mapping merges.
TEST(InnerHook, WhatItStoresIsNotTooEarly) {
  std::string Old = member(Vma, "mmap", OldHook),
              New = member(Desc, "mmap_prepare", NewHook);
  VerifyResult R = verifyMove(Old, New);
  EXPECT_EQ(R.Result, Verdict::Equivalent) << toJson(R).dump(1);
  R = verifyMove(Old, New, /*Moves=*/false);
  EXPECT_NE(R.Result, Verdict::Equivalent) << toJson(R).dump(1);
}

TEST(InnerHook, WhatItDoesOtherwiseIsDifferent) {
  std::string Old = member(Vma, "mmap", OldHook);
  VerifyResult R =
      verifyMove(Old, member(Desc, "mmap_prepare",
                             "desc->vm_ops = &my_vm_ops; return 0;"));
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  R = verifyMove(Old, member(Desc, "mmap_prepare",
                             "port->users++; desc->vm_ops = &my_vm_ops;"
                             "desc->private_data = port; return 0;"));
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
}

// Whatever number the action fails with: the callers of both return it.
TEST(InnerHook, TheErrorOfAnActionStaysWhatItIs) {
  VerifyResult R = verifyMove(member(Vma, "mmap", R"(
    vma->vm_ops = &my_vm_ops;
    return remap_pfn_range(vma, vma->vm_start, port->pfn,
                           vma->vm_end - vma->vm_start, vma->vm_page_prot);)"),
                              member(Desc, "mmap_prepare", R"(
    desc->vm_ops = &my_vm_ops;
    mmap_action_remap_full(desc, port->pfn);
    return 0;)"));
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
}

// The compatibility path returns the error of the action as it is.
TEST(InnerHook, ItsOwnErrorForAnActionIsNotDecided) {
  std::string Old = member(Vma, "mmap", R"(
    vma->vm_ops = &my_vm_ops;
    if (remap_pfn_range(vma, vma->vm_start, port->pfn,
                        vma->vm_end - vma->vm_start, vma->vm_page_prot))
      return -EAGAIN;
    return 0;)");
  std::string New = member(Desc, "mmap_prepare", R"(
    desc->vm_ops = &my_vm_ops;
    mmap_action_remap_full(desc, port->pfn);
    desc->action.error_override = -EAGAIN;
    return 0;)");
  for (bool Moves : {true, false}) {
    VerifyResult R = verifyMove(Old, New, Moves);
    EXPECT_EQ(R.Result, Verdict::Inconclusive) << toJson(R).dump(1);
  }
}

/// The record before and after a move in one step.
std::string movedTypes(bool New) {
  return std::string(R"(#include <kernel.h>
struct port;
struct port_ops {
  int (*open)(struct port *port);
)") +
         (New ? "  int (*mmap_prepare)(struct port *port, struct vm_area_desc "
                "*d);"
              : "  int (*mmap)(struct port *port, struct file *file, struct "
                "vm_area_struct *vma);") +
         R"(
};
struct port { struct port_ops ops; unsigned long pfn; int users;
              struct mutex lock; };
)";
}

const char *const MovedOld = R"(
  if (port->ops.mmap)
    return port->ops.mmap(port, file, vma);
  return -ENODEV;)";
const char *const MovedNew = R"(
  if (port->ops.mmap_prepare)
    return port->ops.mmap_prepare(port, desc);
  return -ENODEV;)";

VerifyResult verifyMovedCaller(const std::string &Old, const std::string &New,
                               bool Moved = true) {
  VerifyInput Input = inputFor(movedTypes(false) + R"(
static int port_mmap(struct file *file, struct vm_area_struct *vma) {
  struct port *port = file->private_data;)" +
                                   Old + R"(}
static const struct file_operations port_fops = { .mmap = port_mmap, };)",
                               movedTypes(true) + R"(
static int port_mmap_prepare(struct vm_area_desc *desc) {
  struct port *port = desc->file->private_data;)" +
                                   New + R"(}
static const struct file_operations port_fops = {
  .mmap_prepare = port_mmap_prepare, };)",
                               {"API_72"});
  if (Moved)
    Input.Moved = {"port_ops", "mmap", "mmap_prepare"};
  std::vector<VerifyResult> Results = verifyUnit(Input);
  EXPECT_EQ(Results.size(), 1u);
  return Results.front();
}

TEST(InnerHook, ACallerWhoseFamilyMovesWithItCallsTheNewForm) {
  VerifyResult R = verifyMovedCaller(MovedOld, MovedNew);
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  EXPECT_THAT(R.Assumptions,
              testing::Contains(testing::HasSubstr("compared by themselves")));
  EXPECT_GE(verifyMovedCaller(MovedOld, MovedNew, /*Moved=*/false).Result,
            Verdict::Inconclusive);
}

TEST(InnerHook, WhatACallerDoesBesideTheMovedCallCounts) {
  struct {
    const char *What, *Old, *New;
    Verdict Least;
  } const Cases[] = {
      {"another error without the hook", MovedOld,
       R"(if (port->ops.mmap_prepare)
            return port->ops.mmap_prepare(port, desc);
          return -ENXIO;)",
       Verdict::Different},
      {"another condition", MovedOld,
       R"(if (port->ops.mmap_prepare && port->users)
            return port->ops.mmap_prepare(port, desc);
          return -ENODEV;)",
       Verdict::Different},
      {"another object", MovedOld,
       R"(if (port->ops.mmap_prepare)
            return port->ops.mmap_prepare(port + 1, desc);
          return -ENODEV;)",
       Verdict::Inconclusive},
      {"a lock around the call",
       R"(int ret;
          mutex_lock(&port->lock);
          ret = port->ops.mmap(port, file, vma);
          mutex_unlock(&port->lock);
          return ret;)",
       R"(int ret;
          mutex_lock(&port->lock);
          ret = port->ops.mmap_prepare(port, desc);
          mutex_unlock(&port->lock);
          return ret;)",
       Verdict::Inconclusive},
      {"a store behind the call",
       R"(int ret = port->ops.mmap(port, file, vma);
          port->users++;
          return ret;)",
       R"(int ret = port->ops.mmap_prepare(port, desc);
          port->users++;
          return ret;)",
       Verdict::Inconclusive},
      {"a mapping that was changed before",
       R"(vma->vm_pgoff = 0;
          return port->ops.mmap(port, file, vma);)",
       R"(desc->pgoff = 0;
          return port->ops.mmap_prepare(port, desc);)",
       Verdict::Inconclusive},
      {"a mapping that is changed behind it",
       R"(int ret = port->ops.mmap(port, file, vma);
          vma->vm_private_data = port;
          return ret;)",
       R"(int ret = port->ops.mmap_prepare(port, desc);
          desc->private_data = port;
          return ret;)",
       Verdict::Inconclusive},
      {"another result", "return port->ops.mmap(port, file, vma) ? -EIO : 0;",
       "return port->ops.mmap_prepare(port, desc) ? -EIO : 0;",
       Verdict::Inconclusive},
      {"no call in the new text", MovedOld, "return -ENODEV;",
       Verdict::Different},
  };
  for (const auto &C : Cases) {
    VerifyResult R = verifyMovedCaller(C.Old, C.New);
    EXPECT_GE(R.Result, C.Least) << C.What << toJson(R).dump(1);
  }
}

// It is called by the core, as it were: a store in it stays where the mapping
// merges or is never made.
TEST(InnerHook, AMemberThatMovesInOneStepIsCalledByTheCore) {
  auto member = [](bool New, const std::string &Body) {
    return movedTypes(New) + R"(
static const struct vm_operations_struct my_vm_ops = {};
static int hook(struct port *port, )" +
           (New ? "struct vm_area_desc *desc"
                : "struct file *file, struct vm_area_struct *vma") +
           ") {" + Body + "}\nstatic const struct port_ops ops = { ." +
           (New ? "mmap_prepare" : "mmap") + " = hook, };";
  };
  auto verify = [&](const std::string &Old, const std::string &New) {
    VerifyInput Input =
        inputFor(member(false, Old), member(true, New), {"API_72"});
    Input.Moved = {"port_ops", "mmap", "mmap_prepare"};
    std::vector<VerifyResult> Results = verifyUnit(Input);
    EXPECT_EQ(Results.size(), 1u);
    return Results.front();
  };
  VerifyResult R = verify(OldHook, NewHook);
  EXPECT_NE(R.Result, Verdict::Equivalent) << toJson(R).dump(1);
  R = verify(R"(vma->vm_ops = &my_vm_ops;
    if (remap_pfn_range(vma, vma->vm_start, port->pfn,
                        vma->vm_end - vma->vm_start, vma->vm_page_prot))
      return -EAGAIN;
    return 0;)",
             R"(desc->vm_ops = &my_vm_ops;
    mmap_action_remap_full(desc, port->pfn);
    desc->action.error_override = -EAGAIN;
    return 0;)");
  EXPECT_LE(R.Result, Verdict::EquivalentWithDifferences) << toJson(R).dump(1);
  R = verify(OldHook, "desc->vm_ops = &my_vm_ops; return 0;");
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
}

} // namespace
} // namespace premap::verify
