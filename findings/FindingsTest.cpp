#include "findings/ConversionInput.h"
#include "findings/Finding.h"
#include "findings/Team.h"
#include "matchers/ApiFeatures.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace premap {
namespace {

using testing::AnyOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

constexpr const char *File = "drivers/st.c";

Event event(EventKind Kind, const std::string &Name, unsigned Line) {
  Event E;
  E.Kind = Kind;
  E.Name = Name;
  E.Text = Name;
  E.Where = {File, Line * 10, 5, Line, 3};
  return E;
}

/// A hook that nothing but its body can forbid to convert.
ConversionInput hook(std::vector<Event> Events) {
  ConversionInput Input;
  FunctionFacts &F = Input.Handler;
  F.Name = "st_mmap";
  F.File = File;
  F.Static = true;
  F.Definition = {File, 0, 10000, 1};
  F.Parameters = {{"file", "struct file *", {}},
                  {"vma", "struct vm_area_struct *", {}}};
  F.Body.Present = true;
  F.Body.VmaParameter = "vma";
  F.Body.FileParameter = "file";
  F.Body.Events = std::move(Events);
  OpsEntry Entry;
  Entry.Type = "file_operations";
  Entry.Field = "mmap";
  Entry.Variable = "st_fops";
  Entry.FieldName = {File, 20000, 4, 90};
  Entry.Value = {File, 20010, 7, 90};
  Entry.Where = {File, 20000, 17, 90};
  Input.Entries = {Entry};
  return Input;
}

std::vector<Finding> found(const ConversionInput &Input,
                           const char *Target = "7.3") {
  return findings(Input, *featuresOf(Target));
}

std::vector<std::string> rules(const std::vector<Finding> &Findings) {
  std::vector<std::string> Out;
  for (const Finding &F : Findings)
    if (F.Effect == Weight::Forbids)
      Out.push_back(F.Rule);
  return Out;
}

/// One event each that forbids a conversion, for different reasons.
std::vector<Event> troubles() {
  Event Lock = event(EventKind::Map, "remap_pfn_range", 19);
  Lock.LocksHeld = {"mutex_lock(&st->lock)"};
  Lock.Result = ResultUse::Ignored;
  return {event(EventKind::Acquire, "kref_get", 11),
          event(EventKind::Acquire, "kzalloc", 12),
          event(EventKind::FieldWrite, "vm_pgoff", 13),
          event(EventKind::FieldWrite, "vm_file", 14),
          event(EventKind::IndirectCall, "st->ops->mmap", 15),
          event(EventKind::OtherCall, "vma_set_anonymous", 16),
          event(EventKind::OtherCall, "st_elsewhere", 17),
          event(EventKind::Map, "dma_mmap_coherent", 18),
          Lock,
          event(EventKind::FieldRead, "vm_next", 20),
          event(EventKind::Escape, "stored", 21),
          event(EventKind::InactiveUse, "vma", 22)};
}

TEST(FindingsTest, APlainHookHasNone) {
  EXPECT_TRUE(
      found(hook({event(EventKind::FieldRead, "vm_start", 5)})).empty());
}

TEST(FindingsTest, NoReasonHidesBehindAnother) {
  ConversionInput All = hook(troubles());
  All.Handler.Parameters.clear();
  All.DirectCalls = {{"drivers/other.c", 5, 4, 7}};
  All.UnreadUsers = {"drivers/unread.c"};
  const std::vector<Finding> Together = found(All, "6.18");
  auto Expect = [&](const ConversionInput &Alone) {
    const std::vector<Finding> Some = found(Alone, "6.18");
    EXPECT_FALSE(Some.empty());
    for (const Finding &F : Some)
      EXPECT_THAT(Together, Contains(F)) << F.Rule << " " << F.Message;
  };
  for (const Event &E : troubles())
    Expect(hook({E}));
  ConversionInput Users = hook({});
  Users.Handler.Parameters.clear();
  Users.DirectCalls = All.DirectCalls;
  Users.UnreadUsers = All.UnreadUsers;
  Expect(Users);
}

TEST(FindingsTest, AFindingSaysWhereAndWhatIsMissing) {
  std::vector<Finding> Found =
      found(hook({event(EventKind::Map, "dma_mmap_coherent", 18)}));
  ASSERT_FALSE(Found.empty());
  auto It = std::find_if(Found.begin(), Found.end(), [](const Finding &F) {
    return F.Needs.Kind == Lack::Action;
  });
  ASSERT_NE(It, Found.end());
  EXPECT_EQ(It->Rule, "PM039");
  EXPECT_EQ(It->Where, (Place{File, 18, 3}));
  EXPECT_EQ(toString(It->Needs), "no action for dma_mmap_coherent()");
}

TEST(FindingsTest, AnInnerHookIsNamedByItsRecord) {
  ConversionInput Input = hook({event(EventKind::IndirectCall, "ops->fb", 15)});
  FieldUse Use;
  Use.Kind = FieldUseKind::Call;
  Use.Type = "fb_ops";
  Use.Field = "fb_mmap";
  Use.Where = {File, 151, 2, 15};
  Input.InnerCalls = {Use};
  std::vector<Finding> Found = found(Input);
  ASSERT_EQ(rules(Found), std::vector<std::string>{"PM039"});
  EXPECT_EQ(toString(Found[0].Needs),
            "no prepare form of the inner hook fb_ops.fb_mmap");
}

std::vector<std::string> missing(const std::vector<Finding> &Findings) {
  std::vector<std::string> Out;
  for (const Finding &F : Findings)
    if (F.Effect == Weight::Forbids)
      Out.push_back(toString(F.Needs));
  return Out;
}

TEST(FindingsTest, AnInnerHookInAVariableIsNamedByItsRecord) {
  ConversionInput Input = hook({event(EventKind::IndirectCall, "map", 30)});
  Input.InnerReads = {
      {FieldUseKind::Read, "toy_ops", "toy_mmap", {File, 280, 4, 28}, ""}};
  EXPECT_THAT(missing(found(Input)),
              Contains("no prepare form of the inner hook "
                       "toy_ops.toy_mmap"));
  Input.InnerReads.push_back(
      {FieldUseKind::Read, "toy_ops", "fb_mmap", {File, 290, 4, 29}, ""});
  EXPECT_THAT(missing(found(Input)),
              Contains("no prepare form of the inner hook map"));
}

TEST(FindingsTest, OpeningByHandLacksAPlaceBehindTheMapping) {
  VmOpsTable Table;
  Table.Name = "st_vm_ops";
  Table.File = File;
  VmOpsHook Open;
  Open.Field = "open";
  Open.Value = "st_open";
  Table.Hooks = {Open};
  for (EventKind Kind : {EventKind::HelperCall, EventKind::OtherCall}) {
    ConversionInput Input = hook({event(Kind, "st_open", 30)});
    EXPECT_THAT(missing(found(Input)),
                Not(Contains(HasSubstr("behind the mapping"))));
    Input.VmOps = {Table};
    EXPECT_THAT(missing(found(Input)),
                Contains("a place behind the mapping to take what "
                         "is taken by st_open()"));
  }
  EXPECT_THAT(missing(found(hook(
                  {event(EventKind::IndirectCall, "vma->vm_ops->open", 30)}))),
              Contains("a place behind the mapping to take what is taken by "
                       "vma->vm_ops->open()"));
}

TEST(FindingsTest, PageTablesNeedAMapping) {
  EXPECT_THAT(missing(found(
                  hook({event(EventKind::OtherCall, "handle_mm_fault", 30)}))),
              Contains("the VMA's own page tables"));
}

TEST(FindingsTest, WhatOfTheVmaIsUsedIsNamed) {
  EXPECT_THAT(
      missing(found(hook({event(EventKind::FieldWrite, "vm_pgoff", 1)}))),
      Contains("the VMA's own offset"));
  EXPECT_THAT(missing(found(hook({event(EventKind::FieldWrite, "vm_end", 1)}))),
              Contains("the VMA's own range"));
  EXPECT_THAT(missing(found(hook({event(EventKind::Escape, "stored", 1)}))),
              Contains("the VMA's own address"));
}

// More calls of what has no action want that action, and no second range.
TEST(FindingsTest, ALoopLacksAnActionFirst) {
  auto Loop = [](const char *Name) {
    Event E = event(EventKind::Map, Name, 12);
    E.InLoop = true;
    E.Result = ResultUse::Returned;
    return missing(found(hook({E})));
  };
  std::vector<std::string> Pages = Loop("vm_insert_page");
  EXPECT_THAT(Pages, Contains("no action for vm_insert_page()"));
  EXPECT_THAT(Pages, Not(Contains("no action for more than one range")));
  EXPECT_THAT(Loop("remap_pfn_range"),
              Contains("no action for more than one range"));
}

TEST(FindingsTest, TheParametersOfAnInnerHookAreItsTablesBusiness) {
  ConversionInput Input = hook({});
  Input.Handler.Parameters = {{"obj", "struct drm_gem_object *", {}},
                              {"vma", "struct vm_area_struct *", {}}};
  EXPECT_EQ(rules(found(Input)), std::vector<std::string>{"PM040"});
  Input.Entries[0].Type = "drm_gem_object_funcs";
  EXPECT_EQ(missing(found(Input)),
            std::vector<std::string>{"no prepare form of the inner hook "
                                     "drm_gem_object_funcs.mmap"});
}

TEST(FindingsTest, AHelperIsJudgedByItsBodyAlone) {
  ConversionInput Input =
      hook({event(EventKind::Map, "dma_mmap_coherent", 18)});
  Input.Entries.clear();
  Input.Handler.Parameters.clear();
  Mention Export;
  Export.Kind = MentionKind::Export;
  Export.Where = {File, 10001, 7, 60};
  Input.Mentions = {Export};
  EXPECT_THAT(
      missing(helperFindings(Input, *featuresOf("7.3"))),
      Each(AnyOf("no action for dma_mmap_coherent()",
                 "an error of the hook's own for dma_mmap_coherent()")));
  EXPECT_THAT(missing(found(Input)),
              Contains("a user that can follow: st_mmap()"));
}

// VMA_SOFTDIRTY_BIT has its number also where VM_SOFTDIRTY is 0.
TEST(FindingsTest, AFlagThatSomeKernelsLackIsNotSetByItsBit) {
  auto Set = [](const char *Flag) {
    Event E = event(EventKind::FlagSet, "vm_flags_set", 12);
    E.Flags = {Flag};
    E.SingleBits = true;
    E.VmaArg = 0;
    E.Args.resize(2);
    return hook({E});
  };
  EXPECT_EQ(rules(found(Set("VM_SOFTDIRTY"))),
            std::vector<std::string>{"PM025"});
  EXPECT_TRUE(rules(found(Set("VM_SOFTDIRTY"), "6.18")).empty());
  EXPECT_TRUE(rules(found(Set("VM_DONTDUMP"))).empty());
}

// Bit 42 is outside of a set of 32 bits, bit 9 is VMA_UFFD_MISSING_BIT with an
// MMU: neither asking nor clearing may name them. Bit 27 is nobody else's.
TEST(FindingsTest, ABitOfOtherKernelsIsNeitherAskedForNorCleared) {
  auto Found = [](EventKind Kind, const char *Name, const char *Flag) {
    Event E = event(Kind, Name, 12);
    E.Flags = {Flag};
    E.SingleBits = true;
    E.VmaArg = 0;
    E.Args.resize(2);
    return rules(found(hook({E})));
  };
  const std::vector<std::string> Refused{"PM025"};
  for (const char *Flag : {"VM_SEALED", "VM_MAYOVERLAY"}) {
    EXPECT_EQ(Found(EventKind::FlagTest, "", Flag), Refused) << Flag;
    EXPECT_EQ(Found(EventKind::FlagClear, "vm_flags_clear", Flag), Refused);
  }
  for (const char *Flag : {"VM_SOFTDIRTY", "VM_SHARED"}) {
    EXPECT_TRUE(Found(EventKind::FlagTest, "", Flag).empty()) << Flag;
    EXPECT_TRUE(Found(EventKind::FlagClear, "vm_flags_clear", Flag).empty());
  }
}

TEST(FindingsTest, MergingIsForbiddenOnlyOnEverySuccess) {
  Event Set = event(EventKind::FlagSet, "vm_flags_set", 12);
  Set.Flags = {"VM_DONTEXPAND"};
  Set.SingleBits = true;
  Set.VmaArg = 0;
  Set.Args.resize(2);
  Event Store = event(EventKind::FieldWrite, "vm_private_data", 13);
  Store.Value.Text = "st->next";
  EXPECT_EQ(rules(found(hook({Set, Store}))),
            std::vector<std::string>{"PM008"});
  Set.OnEverySuccess = true;
  EXPECT_TRUE(rules(found(hook({Set, Store}))).empty());
  Set.OnEverySuccess = false;
  Store.Value.Holds = unsigned(Known::OfFile);
  EXPECT_TRUE(rules(found(hook({Set, Store}))).empty());
}

// A helper that another hook calls too is found with that hook, in any order.
TEST(TeamTest, HooksThatShareAHelperComeAlong) {
  ConversionInput Input = hook({event(EventKind::HelperCall, "st_check", 11)});
  FunctionFacts Helper;
  Helper.Name = "st_check";
  Helper.File = File;
  Helper.Static = true;
  Helper.Definition = {File, 11000, 100, 40};
  Mention InHook, InPeer, Elsewhere;
  InHook.Where = {File, 110, 8, 11};
  InPeer.Where = {File, 12010, 8, 60};
  Elsewhere.Where = {File, 15000, 8, 80};
  Helper.Mentions = {InHook, InPeer};
  ConversionInput Peer = hook({event(EventKind::HelperCall, "st_check", 60)});
  Peer.Handler.Name = "st_other_mmap";
  Peer.Handler.Definition = {File, 12000, 100, 58};
  Input.FileFunctions = {Helper, Peer.Handler};
  Input.Peers = {Peer};
  Team Together = teamOf(Input);
  ASSERT_EQ(Together.Members.size(), 3u);
  EXPECT_TRUE(Together.member("st_check")->OtherUses.empty());
  EXPECT_NE(Together.member("st_other_mmap")->Peer, nullptr);

  Input.FileFunctions[0].Mentions.push_back(Elsewhere);
  EXPECT_EQ(teamOf(Input).member("st_check")->OtherUses.size(), 1u);
}

} // namespace
} // namespace premap
