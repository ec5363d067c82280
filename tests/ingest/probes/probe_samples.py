"""Tiny files of every kind, made in code; HEIC and AAC, which need encoders, stand as text."""

import io
import json
import struct
import zlib
from base64 import b85decode

import av
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import soundfile
from PIL import ExifTags, Image

ENCODED = {
    "heic": (
        "c-muNV30{GsVvAy%}izhg51nBLl8SRGck>Uf$>CcYDppk1Sn>t<P<^K3<a6VB@Af5Br_);Y>0~k0}}%yh{gB@LIZ&fPz"
        "(r|G~gmuKx~njnU@CUfn-I2oK&zfpqh-bWJ3ldK}L`g*NRNAa=wDhl3WI;N=Ej~f}#Q-`&ni|az2nQ1L}2VWCjUM04tL"
        "F!0_kqj~@&S{LBeJ9TE<VJdFSUgA_1>R4{{(+%6`EM4+UW6C)#<%mRf*)@iSvEZez*Bf~%eD8vjR7!;F$%Gq2P4;CNj1"
        "X?1ToS##amz+}p6y;@LYXAy~WEK~sLcQw%#Tv;ui6EC5KpfAY0HXi@|Nj9L2tfJ)G%y4TGAlAc8kspbIDiyqW>J0#&^-"
        "*2nFYD9NMU4PWNTz%W^HK$a-=egQq!Oke90-r$>3-J*-@99k_d_~3k}Bg5kH0Q{y!uAzt~8sA>I1@mt!o?{nu8Bt(^Vu"
        "$<<biy8c|%Lcx>or)%79Dn7pQGsE((|6xt*fO^>=Vejk9patY{FfcI+fZfRj#A=K}pr8T;2gLf|)a0Vn66eHR1^_m$dd"
        "m"
    ),
    "m4a": (
        "c-q|-dpwle_M4F0az>I26Uk_j$IW=8(<B*Er<@Ffawi$SnVOn0%#6p;7>{1)(0KF|b8?eHNis%~n`a(zoWeyOF|JZb&k"
        "<wpH-lq3=lt&do!|ZMuD#Y?kG=L<d+qi8zTXA_07+s05aepTeGLFC0%V-ZV$dPN006Lr!X%R+W=RK0?A}Gd9#Uw4Eye<"
        "4XJNS!11v)25lv{07MCmUw;Wuxfrx5IA*2gFCW&0?;nIG!)hG7F?%KaHKW!h%@3FB3OvfXBck~WqrAKyhwso3Mb&y-UO"
        "V@HyYyInR<(9;Zf!%Kp9TODig*qqd#IH$-c3f|`HeLS?4^PS2qFH0`p(0OQ@Uq=uit)5!FhJ>3g`jY|WJ9$<?DStn<>-"
        "O(u$nUOnlf~*uq0hDRx8T15M^YPgp^pn^VS|6)hiM7lpSa&ex5t%pWmKulc(NL#msNNZEKpCFz7FQURYu}Yq=R98+kUl"
        "Pps+IbQ?<XZlCO=>?EJk?}kj%Zu^veBy70h>6VvPWpc{B^vF=&`P>xhx)kbqXm0zvSE7&2;kK;rF?dv)E1}KRQxk8jiT"
        "7NIC$!-`mpg0W{~J1C%LfLy-V=DZdH6m4c`Omv&})Vs;v+QP@z1DD2GoMs?16V&&xuQLlkms<G!BSs@U=yY#vz9bNotc"
        ";wI{Ir!C3B|iBkBw@P2+OmW`{ow?m66^flhOB*jmf)?LG%9jxTKOuT{{iKqF=SPt%S?{>6kn*r|~nioI0^f4B;_Da_?@"
        "bc}NBITWW=ki+}*GX{Ml5Nw)HEmr_BBLZ{4Q6~fZN9=8ZXaJ-Q74U}TihS)u85RM_DlO-Cz3;kJ*WLlvp;COw-Xn%*Cs"
        "%B;9VahgTzL&tN(m)AiCiVKTA)DabuoD*RL?p-Vx!S+L)qmi1<LsX+Q7FNtb>zbGMHaR>LK+SKLa}C{=6ka8A_Rtn&DL"
        "><@yr;#Q+-3n$2EoE7hskf6Q@e&kKF$FOV8bt}F*bDLujS1o^(e!cmOPHb=FaQ~?#ey804cqjbJX-U}6?hd?f9bMjhk8"
        "62$`>k+F5A*5#t6|-Wh#u~ld+)nAjZ165Bc8~{rH??rlyYpxwZk`jGegZ1Bgz_t$k#@v1g&lp#BX*R4H0wB2KTPMALbQ"
        "bb*Hb81Fs4lX9OpCseX=f{nS?w8S-i<ReKMut<wZyf*fh2-0jQ>>?vcT<^X74?2UQ`d)4V;s48OK;pU~Dl=S*Pw>!6Gm"
        "{?WY<$_j{Y`Z>1U9<Gt<1+_aC7b#qj|z{OCWhK3t3l8YQ~r31?PanrlFu$ksO-Mdr<WW|MWqlg{FMCQ^_PSHk_d7;P!3"
        "G<xE%-9+6JM5_pdb}t*SDzP($9z(r<WCt-7VTVA8spP-z~leJ3HsNmO@LoNioxt?bNQVVR4^0YXOsckr`8^Ote$b|R+e"
        "(BHf~{gc*v6%`c~=I&xQd>0Y18Nc(=k&b1kAX;!8;-XqlPqlhFlH!Lh=yMQ@o3=_Mb#=8Qe&2HrhoV0-Gl-s3ILm%jK("
        "QDhk<{)z8>6U1k5>rmC*H39{Mn3e0PBkiP95yuGCqdka8x5Djp(|6w2Y7Kx3^y$6~&x&L)hCZJ(R`tlkdEEY-;L9KH@Z"
        "^bQvF!IzIjq!=dc0C^cF~K_hWVb}Qml?SNX0dGS(1^#ZZ<h4jMI+n%AZ5$~ItPMMsKQ__Pke{#w}Sto1OtBCM>l1G=@F"
        "G()EN3Y2b--y_<VPq5>71ut!%t2!a>sH3L-@nmaWc~_aJLXl$ql!$#W=*=TPjyG)-7>Rm9DU+Ka!mu;uirQ`VxQep?pp"
        "UC(*F3fa+k8QlAO}Bn4U0tN9Z`V@#1@nfTkj3qh(VOvD;EEJ-H<q(cPeHxI>HdKVeMl!f4#oRuy@0)5@w~;_S34bMiBU"
        "?jJWT;D<s@|9ZHVQ+NulI$0mZD^$jvMj<zA3|I+}aT}{+PBshO9V(YE*5GZtUuQ)jKDorQB{y|mu%a%Ad$I3Z{s5<8Iy"
        "SdHhz|oYSY6fKYt(h1d-#{QqgR`UQsMa9&trIlJoUBohYrLC7fww*+Nv_JEZ-Fqr;V@_Mtf(prmCN-Kc~v8;VB(IE;b0"
        "5Qmvm>t(rz>d>UrFSG9z2OubIHNx%P>2;8pWCMn-)#xQ<BCv$e%`!sDPIAa*mJ2wqjhX3emv?{Ks)9lmkttl;_T)>K^|"
        "7e`JqA=2TjOyJBY%Tk9jPfYsFKm;aa~vV2M-u$M<3j*Ya-}mEp-`)7^w7f~@D(V%1OV7PE&%Lnuixqpz<-2A5L&XCq@$"
        "2bWFM91RQi3iuQS5_d|nh8WV0ZSB-2>zg&nd@%5!^RH|Zdi1PN>C;BRZUj|KoOz_VJem>&jd%=r}-BP3AK(*x4MouojJ"
        "Mwa=&2y|*71rjt^^sj=Vz*##IWRfWgB`gbJ($>r!PKU+zr$O=&7Mles`1sI+tVzEs8wP019~A;yG7DtM+ZG)iZ450cLw"
        "uFPO1Y<c8~`-IR3M9r))KEFU@;`YpjH4-M)@_(M^=$v4|GcC1OW>6xivXo53NNgR0i2$!w_Xbv=yQ-h~7YUEfza~p%B9"
        "iB3;&@AW)_-88q7L=K#Q@Qh7%ILqWj8ieknaAs|~;e<YpEp1%h}#il@wWRik{Xo`(-qt15T=w={^4sku`WlWmCKo4h}y"
        "EB2Xi?GKT(u{Ai8M2eER&;@$&=lwiZHbXTp`kc5MgaBK=-e;9fN}C-nMfuv+0g&;-!5Q-<N"
    ),
    "aac": (
        "c-q}jYg7_w8rE)%YYt{*qNJmegcm09+DPh%$u#C9=A|6GJ4`k?g=^{>;-#DDpopfGDU*}gc+E&e$=F0dz;v7f*DEHtrl"
        "sT^6J)hI+x(bw_Uzez`#jHi-phHv@5lRUW+OchNmV18w2nq4#W*A22v@lM0fg2jNDUTt#tVM4y|pJ|k2Mw|qz0BU7W3q"
        "20Z=olv-i@8tRp9P*A|_CM0W0jYa1OW`DXZl+mBZkR5})gcAWDkp$B%zdj+pjw)Bw8#(dv=e}U0dlXRGDMEZ=H;kDn~q"
        "SW+01%s<{GvJynuxpeJFD0I<XP>cUF`JjzjK(k3)*WV9s?X(Z(6P2;E-Qq~f>tw|OBpjfc{yBOR@QvJ*>Nt!aC+LLnK8"
        "@?6E+Q1%c5%~wN5p9LQX=hq~6(voFj{74mCF0yzl%Pv%wmt>ZgwJj`2>oCg0G?yvn@LmaoTcit0mK76YyC1^L$$abQ;h"
        "T27DG6jxK@tf+DO*IoQeFgeuel(^y>1O_7Z3l#eW8DRDqV1jmI0>zl19fx;e{*%0sZDV7^kXa1SF6AMu7>Pv*M{J?vG?"
        "4xrEmvnHh8K&h9GfEs&E5dQQaWixgjkd?+!-oYtPhmr>8v>LE+J{MEaK7G7NAwiD6J5gh!VKFLgj2z{W)|VX~l+r2bnK"
        "xC!%L3ftE@YtpG_tb&h-qm3x>`=AabPif$)Tvwm$S50$pXt%2vUH|x3dEnk^jtL^o&Qll!>9;zm;c;IPTx;o!%Eu0_@X"
        "RZ;YG!2`tNsouO$_CkK8udwy^cDHL^Aka;NSn$9{dreqgM^o}zKRe*<_5?j+uQ$m5tbo*O{*|rBK#9BLj^m{41H3g3q@"
        "2@bI<~=N>Ut7DAjzr_COky%q2!8?yMv0x9CXv4wDTIZtX12`Wr*s)N9!R_g-)As~~yj<mhbzo_^hZe8R8lt^+L~!Ncnu"
        "QKxn~{%&`!QPxP>#ORezBCq;u0sDb(ud0)O3-F|T;e~$v4XWpP{Tt@031X>ua>AIMI!w%cI6puT>2hOF2Z2SpPhumfZO"
        "Fbmr|yN9C)tuySwbfGmE{#ium3FeQ(wz*Y*jvfWN&M7Fo|<t+DHI$k`!n0dBK3?biXBOL)!Vt@j}C+XT<$55DYve!aeA"
        "(`f-?*2>Adl$+i&4bM47~v^hYYaGzLHcv(FXJ>+`LZ34^T4WOZ$)gE_O<37{<;^JCFui9la?FZ%s8*-9!fzCQcHx9L*r"
        "qbTBSeF<KJCR09Y{+RJyd^a$z{f$T*pi<M9=&=S@lQ3Qx)0)+V3+L^X5oAef<I{ii`v7ngzJFoDolkhIsk6n4J(cvf$e"
        "s9!}~c@Z#n<AvUFeD9aioGCJTK$EU>SEC|fq`eycE)U=j51zYPwG&f6bMr_&p&k0c7ePE9?C`Rc~$zU`26XYhQ`b)Dhi"
        "4!u$^E)v=x^;9am4yo0AJ}-(U9U>5LrfX|5=!b%^{oh5bQVCM4dB^fI|5#)w*i6Cfo4w1+wlp(sX*#}8HtMFBK@bRlG_"
        "?rI|9g*O=A^s(w)FIb_hTS;_sx$t{)~M0^7@6<)t_jft7lub(?Ep^#Y+SMcZ}U)X@!G=QF*RANdVW49eyrVY4H$tO}gf"
        "K4NA=mP08w;;qjTNkY5eF%L$9CnuwP_dsjgm3k(EX<(Q)d(>vThDQJ8c&#g^40CKaQnvR`T@}Au!KoNmfyR#&%_Xg>9l"
        "OX4r;6_TE9HzAGGWL6BJVo*^uW<4T%|2gk6C=5MFL%nla=6Wp|0vD<;`25%i`87!l8+cpj_*rSAVt^b;W1rwu*klPjvc"
        "grmp!dxOc`4noBQmF`k$1U^^qbMF()m;Wj6<peQ$fpSC-cmu;}tp3ylWR0^lz16e_Btz!XAh+=99a0Uy*Kb6|k84|HT+"
        "?q&vfw(r=cPdU)acfetv-uSEYcU}D@4sjpTW61fQKapx<`|jx~Z6l|;1?4HN4eaF%j#v(a4Nm-?{lo3<@j@V`ekhY7qv"
        "%=0Kla2vD!H=y<j~f!?X`Z0Y(tPeGb5y|w@~kz;2MC!rEI=<QE3*l3J|CO92K-|Y2xfWz<ymbdVHpf>FDpNs3Q|y8k)n"
        "JIcdzO{JkA}R<wpMn*fb`urd3TpTaHoWYha?mwXRVdt%=uNV)3Ic<I(3Sn4xv^6<xA)_)gpPs;w12>Y$dYdx4mG5+86_"
        "+Kx>B=G"
    ),
}
SERIAL = "SN-SECRET-4711"
SIDE = (48, 32)


def picture():
    """A picture with four unlike corners, so that any turn shows."""
    pixels = np.zeros((SIDE[1], SIDE[0], 3), np.uint8)
    pixels[:16, :24], pixels[:16, 24:] = (220, 30, 30), (30, 200, 30)
    pixels[16:, :24], pixels[16:, 24:] = (30, 30, 220), (230, 230, 60)
    return Image.fromarray(pixels)


def exif(orientation=1):
    """EXIF with a place, a serial number and a time."""
    block = Image.Exif()
    block[ExifTags.Base.Make], block[ExifTags.Base.Model] = "Dure", "Dure Cam 7"
    block[ExifTags.Base.Orientation] = orientation
    block[ExifTags.Base.BodySerialNumber] = SERIAL
    inner = block.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal] = "2026:03:01 12:34:56"
    inner[ExifTags.Base.OffsetTimeOriginal] = "+09:00"
    inner[ExifTags.Base.BodySerialNumber] = SERIAL
    inner[ExifTags.Base.MakerNote] = SERIAL.encode()
    place = block.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (37.0, 33.0, 59.0)
    return block.tobytes()


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_chunk(tag, body):
    return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))


def sound(kind, subtype=None, rate=16000, channels=1, seconds=0.5):
    wave = np.sin(np.arange(int(rate * seconds)) / 9)[:, None] * np.linspace(0.3, 0.6, channels)
    out = io.BytesIO()
    soundfile.write(out, wave, rate, format=kind, subtype=subtype)
    return out.getvalue()


def parquet(rows=3000):
    times = pa.array(range(1_700_000_000_000, 1_700_000_000_000 + rows * 500, 500))
    table = pa.table({"at": times.cast(pa.timestamp("ms")), "watts": np.arange(rows) / 7})
    out = io.BytesIO()
    pq.write_table(table, out, row_group_size=1000)
    return out.getvalue()


def film(kind, codec, **options):
    """Write ten small frames with a title and a place among the tags."""
    out = io.BytesIO()
    with av.open(out, "w", format=kind) as container:
        container.metadata["title"] = container.metadata["location"] = SERIAL
        stream = container.add_stream(codec, rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt, stream.thread_count = 48, 32, "yuv420p", 1
        for number in range(10):
            picture = np.full((32, 48, 3), number * 20, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return out.getvalue()


def build():
    """Give tiny files of every kind by name."""
    image = picture()
    status = {"components": {"main": {"switch": {"switch": {"value": "on"}}}}}
    return {
        "a.jpg": encoded(image, "JPEG", quality=90, exif=exif()),
        "progressive.jpg": encoded(image, "JPEG", progressive=True),
        "grey.jpg": encoded(image.convert("L"), "JPEG"),
        "ink.jpg": encoded(image.convert("CMYK"), "JPEG", quality=95),
        "a.png": encoded(image, "PNG", exif=exif()),
        "palette.png": encoded(image.quantize(4), "PNG"),
        "deep.png": encoded(
            Image.fromarray(np.arange(1536, dtype=np.uint16).reshape(32, 48)), "PNG"
        ),
        "a.webp": encoded(image, "WEBP", lossless=True, exif=exif(), xmp=SERIAL.encode()),
        "lossy.webp": encoded(image, "WEBP"),
        "a.gif": encoded(image, "GIF", comment=SERIAL.encode()),
        "a.bmp": encoded(image, "BMP"),
        "a.tif": encoded(image, "TIFF", compression="tiff_lzw"),
        "a.avif": encoded(image, "AVIF", exif=exif()),
        "a.heic": zlib.decompress(b85decode(ENCODED["heic"])),
        "a.wav": sound("WAV"),
        "a.flac": sound("FLAC"),
        "a.mp3": sound("MP3"),
        "a.ogg": sound("OGG", "VORBIS"),
        "a.opus": sound("OGG", "OPUS", rate=48000),
        "a.m4a": zlib.decompress(b85decode(ENCODED["m4a"])),
        "a.aac": zlib.decompress(b85decode(ENCODED["aac"])),
        "a.mp4": film("mp4", "libx264", bf="2"),
        "a.mov": film("mov", "libx264", bf="2"),
        "a.mkv": film("matroska", "libx264", bf="2"),
        "a.webm": film("webm", "libvpx-vp9", deadline="realtime"),
        "a.csv": b"time;watts\n01/02/2026 00:00:00;1\n01/02/2026 00:00:01;2\n",
        "a.tsv": b"at\twatts\n2026-02-01T00:00:00\t1\n2026-02-01T00:00:01\t2\n",
        "a.jsonl": b'{"ts": 1700000000, "w": 1}\n{"ts": 1700000001, "w": 2}\n',
        "a.parquet": parquet(),
        "a.json": json.dumps(status).encode(),
        "a.txt": "냉장고 문을 열어 줘\n".encode(),
    }


NAMES = tuple(build())
