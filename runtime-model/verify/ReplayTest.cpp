// Which counterexamples the runtime model confirms, and how it says so.
#include "verify/Replay.h"
#include "verify/ChangedHook.h"

#include "kernel/Releases.h"
#include "model/Features.h"

using namespace premap::verify;
using testing::HasSubstr;

namespace {

std::string confirmed(const Change &C) {
  VerifyResult R = verifyChange(C);
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
  const nlohmann::json &Model = R.Counterexample.at("model");
  EXPECT_TRUE(Model.at("confirmed").get<bool>()) << R.Counterexample.dump(1);
  return Model.value("difference", "");
}

const char *Helpers = "int reset(struct state *st, unsigned long n);\n"
                      "void mutex_lock(struct mutex *);\n"
                      "void mutex_unlock(struct mutex *);\n"
                      "extern struct mutex guard;\n";

TEST(TargetPipeline, IsThatOfTheReleaseThatIsNamed) {
  for (const premap::kernel::Release &R : premap::kernel::targets())
    EXPECT_EQ(premap::model::name(targetPipeline({}, std::string(R.Name))),
              R.Prepare);
}

TEST(TargetPipeline, IsToldByTheRecordsIfNoneIsNamed) {
  using premap::model::Pipeline;
  PrepareFeatures F;
  EXPECT_EQ(targetPipeline(F, ""), Pipeline::Prepare70);
  F.Checked = true;
  EXPECT_EQ(targetPipeline(F, ""), Pipeline::Prepare71);
  F.ErrorOverride = true;
  EXPECT_EQ(targetPipeline(F, ""), Pipeline::Prepare72);
  F.AnonPgoff = true;
  EXPECT_EQ(targetPipeline(F, ""), Pipeline::Prepare73);
  EXPECT_EQ(targetPipeline(F, "7.1"), Pipeline::Prepare71);
}

/// What the kernel of the target does with a file that has .mmap.
TEST(TargetPipeline, HasALegacyAndACompatPathOfItsOwnRelease) {
  using namespace premap::model;
  for (const premap::kernel::Release &R : premap::kernel::targets()) {
    EXPECT_EQ(name(legacyOf(*pipelineNamed(R.Prepare))), R.Legacy);
    std::optional<Pipeline> Compat = compatOf(*pipelineNamed(R.Prepare));
    EXPECT_EQ(Compat ? name(*Compat) : "", R.Compat);
  }
  EXPECT_FALSE(featuresOf(legacyOf(Pipeline::Prepare73)).SecondMerge);
}

TEST(Replay, SeesACallThatIsLeftOut) {
  EXPECT_THAT(confirmed(sameBody(Helpers, "reset(st, 1);", Helpers, "")),
              HasSubstr("functions are called"));
}

TEST(Replay, SeesAnArgumentThatIsAnother) {
  EXPECT_THAT(confirmed(sameBody(Helpers, "reset(st, vma_pages(vma));", Helpers,
                                 "reset(st, vma_desc_size(desc));")),
              HasSubstr("functions are called"));
}

TEST(Replay, SeesAStoreThatIsAnother) {
  EXPECT_THAT(confirmed(sameBody("", "st->base = 3;", "", "st->base = 4;")),
              HasSubstr("memory differs"));
}

TEST(Replay, SeesAStoreBehindItsLock) {
  EXPECT_THAT(
      confirmed(sameBody(
          Helpers, "mutex_lock(&guard); st->base = 3; mutex_unlock(&guard);",
          Helpers, "mutex_lock(&guard); mutex_unlock(&guard); st->base = 3;")),
      HasSubstr("memory differs"));
}

/// What a function may return is no error number if it is above 0.
TEST(Replay, PrefersResultsThatAreErrors) {
  EXPECT_THAT(confirmed(sameBody(
                  Helpers, "int ret = reset(st, 1); if (ret) return ret;",
                  Helpers, "int ret = reset(st, 1); if (ret) return 0;")),
              HasSubstr("returns something else"));
}

/// Only a long mapping, at an address that every architecture has.
TEST(Replay, FindsCallsOfMoreThanAFewPages) {
  EXPECT_THAT(confirmed(sameBody(
                  "", "if (vma_pages(vma) > 0x10000) return -EINVAL;", "",
                  "if (vma_desc_pages(desc) > 0x10001) return -EINVAL;")),
              HasSubstr("returns something else"));
}

TEST(Replay, SeesAFlag) {
  EXPECT_THAT(confirmed(sameBody("", "vm_flags_set(vma, VM_IO);", "", "")),
              HasSubstr("mappings differ"));
}

/// remap_pfn_range() of nothing is a BUG in both: no state to compare.
TEST(Replay, DoesNotLookBehindABug) {
  VerifyResult R = verifyChange(
      {"",
       "if (st->low) return -EBUSY;"
       "if (PAGE_ALIGN((unsigned long)st->low) > vma->vm_end - vma->vm_start)"
       "return -EINVAL; if (!(vma->vm_flags & VM_SHARED)) return -EINVAL;"
       "return remap_pfn_range(vma, vma->vm_start, 5, st->low,"
       " vma->vm_page_prot);",
       "",
       "if (st->low) return -EBUSY;"
       "unsigned long len = PAGE_ALIGN((unsigned long)st->low);"
       "if (len > vma_desc_size(desc)) return -EINVAL;"
       "if (!vma_desc_test(desc, VMA_SHARED_BIT)) return -EINVAL;"
       "mmap_action_remap(desc, desc->start, 5, len);"});
  EXPECT_THAT(ids(R), testing::Not(testing::Contains("model_differs")))
      << toJson(R).dump(1);
}

/// One pointer must be NULL here; what both hooks follow is none for that.
TEST(Replay, FollowsNoNullPointer) {
  std::string Head = "struct pair { struct state *a, *b; };\n"
                     "static struct pair pair;\n";
  VerifyResult R = verifyChange(
      sameBody(Head, "if (pair.a) return -EBUSY; pair.b->users = 1;", Head,
               "if (pair.a) return -EBUSY; pair.b->users = 2;"));
  ASSERT_EQ(R.Result, Verdict::Different);
  for (const auto &[Name, Value] :
       R.Counterexample.at("inputs").at("state").items()) {
    if (Name.ends_with("pair.b") || Name.ends_with("->private_data"))
      EXPECT_THAT(Value.get<std::string>(), testing::StartsWith("0xffff"))
          << Name;
  }
}

/// What an unknown function returned and the hook then freed was no gift: the
/// kernel may fail to make the mapping, and the balance is the same.
TEST(Replay, CountsWhatAnUnknownFunctionGaveBeforeItIsDropped) {
  const char *Given = "struct object { long size; };\n"
                      "struct object *evaluate(struct state *st);\n"
                      "void kfree(const void *);\n";
  const char *Body = "struct object *o = evaluate(st); long size;"
                     "if (!o) return -EINVAL;"
                     "size = o->size; kfree(o);"
                     "if (size < 4096) return -EINVAL;";
  VerifyResult R = verifyChange(sameBody(Given, Body, Given, Body));
  EXPECT_NE(R.Result, Verdict::Different) << toJson(R).dump(1);
}

/// The reference lies within what the lookup returned.
TEST(Replay, CountsAReferenceInsideOfWhatWasFound) {
  const char *Given = "struct object { long size; struct kref ref; };\n"
                      "struct object *find(struct state *st);\n";
  const char *Body = "struct object *o = find(st); long size;"
                     "if (!o) return -EINVAL;"
                     "size = o->size; kref_put(&o->ref, 0);"
                     "if (size < 4096) return -EINVAL;";
  VerifyResult R = verifyChange(sameBody(Given, Body, Given, Body));
  EXPECT_NE(R.Result, Verdict::Different) << toJson(R).dump(1);
}

/// Once: the second free is one too many, wherever the first came from.
TEST(Replay, CountsItOnce) {
  const char *Given = "struct object { long size; };\n"
                      "struct object *evaluate(struct state *st);\n"
                      "void kfree(const void *);\n";
  VerifyResult R = verifyChange(
      sameBody(Given, "struct object *o = evaluate(st); kfree(o);", Given,
               "struct object *o = evaluate(st); kfree(o); kfree(o);"));
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
}

/// dax_read_lock() takes no argument, and its result is what drops it.
TEST(Replay, FollowsALockByTheNumberThatItGave) {
  const char *Locks = "int dax_read_lock(void);\nvoid dax_read_unlock(int);\n"
                      "long alive(struct state *st);\n";
  const char *Body = "int id = dax_read_lock(); long ok = alive(st);"
                     "dax_read_unlock(id); if (!ok) return -ENXIO;";
  VerifyResult R = verifyChange(sameBody(Locks, Body, Locks, Body));
  EXPECT_NE(R.Result, Verdict::Different) << toJson(R).dump(1);
}

TEST(Replay, MissesTheLockThatStaysHeld) {
  const char *Locks = "int dax_read_lock(void);\nvoid dax_read_unlock(int);\n";
  VerifyResult R = verifyChange(
      sameBody(Locks, "int id = dax_read_lock(); dax_read_unlock(id);", Locks,
               "int id = dax_read_lock();"));
  EXPECT_EQ(R.Result, Verdict::Different) << toJson(R).dump(1);
}

} // namespace
